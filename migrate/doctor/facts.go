package doctor

import (
	"maps"
	"slices"
	"strings"

	"ad2scim/migrate"
)

// Facts are what is known. A fact that is missing is not known; so is one with
// the value "unknown".
type Facts map[Fact]string

// Parse reads facts written as key=value, as --fact takes them; the last one of
// a key counts. An unknown key or value is BadInput and says what is allowed.
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

// Set writes one fact down. An unknown key or value is BadInput and says what
// is allowed; the facts are then unchanged.
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

// Over returns the facts with those of base where f has none.
func (f Facts) Over(base Facts) Facts {
	all := Facts{}
	maps.Copy(all, base)
	maps.Copy(all, f)
	return all
}

// With returns a copy with one fact changed.
func (f Facts) With(k Fact, val string) Facts { return Facts{k: val}.Over(f) }

// Answered returns the facts with what a person answers in their place. An empty answer says
// that the fact is not known.
func (f Facts) Answered(answers map[Fact]string) Facts {
	all := Facts(answers).Over(f)
	maps.DeleteFunc(all, func(_ Fact, v string) bool { return v == "" })
	return all
}

// Knows reports whether the fact is known.
func (f Facts) Knows(k Fact) bool { return f[k] != "" && f[k] != Unknown }

// isGreyed is yes unless said otherwise: that is why the doctor was called.
func (f Facts) isGreyed() bool { return f[Greyed] != No }
