package doctor

import (
	"cmp"
	"slices"
)

// Diagnose returns what stands in the way, most decisive first, and never
// nothing: findings that are certain, then the facts to find out and what is
// likely, then what is possible.
func Diagnose(f Facts) []Finding {
	hits := f.hits()
	if !f.isGreyed() {
		return notGreyed(hits)
	}
	asked := f.asked(hits)
	certain := len(hits) > 0 && hits[0].certainty == Certain
	switch {
	case f[ReloggedIn] == No:
		h := hit{id: SessionNotRefreshed, certainty: Likely}
		if certain {
			h.certainty, h.variant = Possible, "later"
		} else if len(asked) > 0 {
			h.certainty = Possible
		}
		hits = append(hits, h)
	case len(hits) == 0 && len(asked) == 0:
		hits = append(hits, hit{id: ContactSupport, certainty: Certain})
	}
	slices.SortFunc(hits, compareHits)

	var findings []Finding
	for _, a := range asked {
		q := a.fact.Question()
		findings = append(findings, Finding{
			ID: NeedFact, Certainty: a.certainty, Fact: a.fact, Title: q.Ask,
			Why: words().Facts[a.fact].Why, Next: q.HowToFind, Source: words().Facts[a.fact].Grade,
		})
	}
	for _, h := range hits {
		findings = append(findings, h.finding())
	}
	// A question stands before the findings of its own certainty, for the answer
	// may bring a stronger one; but not before what does harm now.
	bothLive := f.bothLive()
	slices.SortStableFunc(findings, func(a, b Finding) int {
		first := func(f Finding) int {
			if bothLive && f.ID == ADSyncScriptActive {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Certainty.order(), b.Certainty.order()), cmp.Compare(first(a), first(b)))
	})
	return findings
}

// notGreyed answers when Set up is open. What stands against it all the same is
// said, since the page may be older than the facts.
func notGreyed(hits []hit) []Finding {
	against := slices.ContainsFunc(hits, func(h hit) bool { return h.certainty != Possible })
	var findings []Finding
	if !against {
		findings = append(findings, hit{id: NotGreyed, certainty: Certain}.finding())
	}
	for _, h := range hits {
		switch {
		case h.id == EncryptionServiceURLMissing:
			h.notes = append(slices.Clone(h.notes), "open-with-button-shut")
		case h.certainty == Certain:
			h.notes = append(slices.Clone(h.notes), "seen-open")
		}
		findings = append(findings, h.finding())
	}
	return findings
}
