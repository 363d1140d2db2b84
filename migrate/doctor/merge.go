package doctor

import (
	"fmt"
	"slices"
	"time"
)

// Discarded is a stored fact that isn't used, with the reason.
type Discarded struct {
	Origin
	Why string
}

// Gathered are the facts from all sources, and what was set aside.
type Gathered struct {
	Now            []Origin // stated or observed now
	Known          []Origin // stored, for facts that aren't in Now
	Contradictions []Contradiction
	Discarded      []Discarded
}

// Origins returns all facts that count.
func (g Gathered) Origins() []Origin { return slices.Concat(g.Now, g.Known) }

// Facts returns the values of all facts that count.
func (g Gathered) Facts() Facts {
	f := Facts{}
	for _, o := range g.Origins() {
		f[o.Fact] = o.Value
	}
	return f
}

// Gather merges facts. Observed facts come before stated ones, and both before stored ones. A stated "unknown"
// counts as not stated.
func Gather(said, seen, known []Origin) Gathered {
	var g Gathered
	unknown := func(o Origin) bool { return o.Value == Unknown }
	said, known = slices.DeleteFunc(slices.Clone(said), unknown), slices.DeleteFunc(slices.Clone(known), unknown)
	// A stated fact that is more specific than the observed one, and compatible with it, is kept.
	seen = slices.DeleteFunc(slices.Clone(seen), func(o Origin) bool {
		more := func(other Origin) bool { return refines(o, other) }
		return slices.ContainsFunc(said, more) || find(said, o.Fact) < 0 && slices.ContainsFunc(known, more)
	})
	for _, o := range said {
		switch i := find(seen, o.Fact); {
		case i < 0:
			g.Now = append(g.Now, o)
		case seen[i].Value != o.Value:
			g.Contradictions = append(g.Contradictions, Contradiction{seen[i], o})
		}
	}
	g.Now = append(g.Now, seen...)
	for _, o := range known {
		if i := find(g.Now, o.Fact); i >= 0 {
			if g.Now[i].Value != o.Value {
				g.Contradictions = append(g.Contradictions, Contradiction{g.Now[i], o})
			}
		} else if why := g.outdated(o, known); why != "" {
			g.Discarded = append(g.Discarded, Discarded{o, why})
		} else {
			g.Known = append(g.Known, o)
		}
	}
	return g
}

// Reload returns the facts with one of them taken from the stored ones, whatever was stated or observed.
func (g Gathered) Reload(k Fact, known []Origin) Gathered {
	about := func(o Origin) bool { return o.Fact == k }
	g.Now = slices.DeleteFunc(slices.Clone(g.Now), about)
	g.Known = slices.DeleteFunc(slices.Clone(g.Known), about)
	if i := find(known, k); i >= 0 && known[i].Value != Unknown {
		g.Known = append(g.Known, known[i])
	}
	return g
}

// refines reports whether other is more specific than seen and doesn't contradict it: SSO that isn't enabled may be
// configured.
func refines(seen, other Origin) bool {
	return seen.Fact == SSO && seen.Value == Off && other.Fact == SSO && other.Value == "configured"
}

// outdated returns why a stored fact may no longer be true: a finding about one card isn't valid for the other one,
// and what was seen after a login is only valid until something changes.
func (g Gathered) outdated(o Origin, known []Origin) string {
	if o.Fact != ReloggedIn && o.Fact != Greyed {
		return ""
	}
	if now, was := find(g.Now, Path), find(known, Path); now >= 0 && was >= 0 && g.Now[now].Value != known[was].Value {
		return "it is about the card " + known[was].Value
	}
	for _, now := range g.Now {
		i := find(known, now.Fact)
		if now.Fact.OnThePage() && (i < 0 || known[i].Value != now.Value) {
			return fmt.Sprintf("%s=%s is newer", now.Fact, now.Value)
		}
	}
	return Outdated(o, known)
}

// Outdated returns why a stored fact is no longer true according to the other stored facts, or "" if it is.
func Outdated(o Origin, known []Origin) string {
	if o.Value != Yes && o.Fact == ReloggedIn || o.Fact != ReloggedIn && o.Fact != Greyed {
		return ""
	}
	for _, other := range known {
		if other.Fact.OnThePage() && other.Value != Unknown && other.Time.After(o.Time) {
			return fmt.Sprintf("%s=%s is newer, of %s", other.Fact, other.Value, other.Time.UTC().Format(time.DateTime))
		}
	}
	return ""
}

// OnThePage reports whether the fact changes what the page shows. The script doesn't.
func (k Fact) OnThePage() bool {
	return k != Path && k != ADSyncScript && k != ReloggedIn && k != Greyed
}

// rank orders grades, the weakest first.
var rank = []string{"open", "attested", "verified"}

// Supersedes reports whether a fact may replace a stored one: a weaker grade doesn't replace a stronger one.
func (o Origin) Supersedes(kept Origin) bool {
	return slices.Index(rank, o.Grade) >= slices.Index(rank, kept.Grade) || kept.Value == "" || kept.Value == Unknown
}

func find(list []Origin, k Fact) int {
	return slices.IndexFunc(list, func(o Origin) bool { return o.Fact == k })
}
