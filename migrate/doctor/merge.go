package doctor

import (
	"fmt"
	"slices"
	"time"
)

// Left is a fact that is remembered and yet not gone by.
type Left struct {
	Origin
	Why string
}

// Gathered is what is known in all, and what of it was put aside.
type Gathered struct {
	Now            []Origin // said or seen now
	Known          []Origin // remembered, and filled in
	Contradictions []Contradiction
	Left           []Left
}

// Origins are all that counts.
func (g Gathered) Origins() []Origin { return slices.Concat(g.Now, g.Known) }

// Facts are the values of all that counts.
func (g Gathered) Facts() Facts {
	f := Facts{}
	for _, o := range g.Origins() {
		f[o.Fact] = o.Value
	}
	return f
}

// Gather puts what is seen over what is said, and both over what is remembered.
// That something is unknown is as good as not said.
func Gather(said, seen, known []Origin) Gathered {
	var g Gathered
	unknown := func(o Origin) bool { return o.Value == Unknown }
	said, known = slices.DeleteFunc(slices.Clone(said), unknown), slices.DeleteFunc(slices.Clone(known), unknown)
	// What tells more than what was seen, and fits it, is kept.
	seen = slices.DeleteFunc(slices.Clone(seen), func(o Origin) bool {
		more := func(other Origin) bool { return fits(o, other) }
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
			g.Left = append(g.Left, Left{o, why})
		} else {
			g.Known = append(g.Known, o)
		}
	}
	return g
}

// Anew takes one fact from what is remembered, whatever was said or seen of it.
func (g Gathered) Anew(k Fact, known []Origin) Gathered {
	about := func(o Origin) bool { return o.Fact == k }
	g.Now = slices.DeleteFunc(slices.Clone(g.Now), about)
	g.Known = slices.DeleteFunc(slices.Clone(g.Known), about)
	if i := find(known, k); i >= 0 && known[i].Value != Unknown {
		g.Known = append(g.Known, known[i])
	}
	return g
}

// fits reports whether one tells more than what was seen and does not contradict
// it: SSO that is not enabled may be configured.
func fits(seen, other Origin) bool {
	return seen.Fact == SSO && seen.Value == Off && other.Fact == SSO && other.Value == "configured"
}

// outdated says why a fact that was true when it was noted may not be any more:
// what is seen on the one card says nothing of the other, and what was done or
// seen after a login holds only until something is changed.
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

// Outdated says why a remembered fact does not hold any more by what else is
// remembered; empty if it does.
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

// OnThePage reports whether what the page shows changes with the fact. The script
// is no part of it.
func (k Fact) OnThePage() bool {
	return k != Path && k != ADSyncScript && k != ReloggedIn && k != Greyed
}

// rank orders grades, the weakest first.
var rank = []string{"open", "attested", "verified"}

// Displaces reports whether a fact may take the place of a remembered one: what
// is known worse does not displace what is known better.
func (o Origin) Displaces(kept Origin) bool {
	return slices.Index(rank, o.Grade) >= slices.Index(rank, kept.Grade) || kept.Value == "" || kept.Value == Unknown
}

func find(list []Origin, k Fact) int {
	return slices.IndexFunc(list, func(o Origin) bool { return o.Fact == k })
}
