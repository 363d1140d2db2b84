package doctor

import (
	"maps"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// Facts are the known facts. A fact that is missing or has the value "unknown" isn't known.
type Facts map[Fact]string

// Parse parses facts written as key=value, as --fact accepts them. The last value of a key counts. An unknown key
// or value is BadInput and lists what is permitted.
func Parse(list []string) (Facts, error) {
	f := Facts{}
	for _, s := range list {
		key, val, found := strings.Cut(s, "=")
		if !found {
			return nil, &migrate.Problem{
				Class: migrate.BadInput, What: migrate.Quote(s) + " isn't a fact",
				Why: "the = is missing", Next: "write it as key=value, such as ad_sync=off",
			}
		}
		if err := f.Set(key, val); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Set sets one fact. An unknown key or value is BadInput and lists what is permitted; the facts are then unchanged.
func (f Facts) Set(key, val string) error {
	d, ok := define(Fact(key))
	if !ok {
		keys := make([]string, len(definitions))
		for i, d := range definitions {
			keys[i] = string(d.fact)
		}
		return &migrate.Problem{
			Class: migrate.BadInput, What: migrate.Quote(key) + " isn't a fact",
			Next: "give one of " + strings.Join(keys, ", "),
		}
	}
	if !slices.Contains(d.names(), val) {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "the fact " + key + " can't be " + migrate.Quote(val),
			Next: "give " + key + "=" + strings.Join(d.names(), "|"),
		}
	}
	f[d.fact] = val
	return nil
}

// WithDefaults returns the facts, with those of base for facts that f doesn't have.
func (f Facts) WithDefaults(base Facts) Facts {
	all := Facts{}
	maps.Copy(all, base)
	maps.Copy(all, f)
	return all
}

// With returns a copy with one fact changed.
func (f Facts) With(k Fact, val string) Facts { return Facts{k: val}.WithDefaults(f) }

// WithAnswers returns the facts with an admin's answers. An empty answer means that the fact isn't known.
func (f Facts) WithAnswers(answers map[Fact]string) Facts {
	all := Facts(answers).WithDefaults(f)
	maps.DeleteFunc(all, func(_ Fact, v string) bool { return v == "" })
	return all
}

// Knows reports whether the fact is known.
func (f Facts) Knows(k Fact) bool { return f[k] != "" && f[k] != Unknown }

// isGreyed reports whether the card is greyed out. That is assumed if it isn't known, because it is why an admin
// runs doctor.
func (f Facts) isGreyed() bool { return f[Greyed] != No }
