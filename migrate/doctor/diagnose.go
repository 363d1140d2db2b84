package doctor

import (
	"cmp"
	"slices"
)

// Diagnose returns what blocks provisioning, the most decisive first: certain findings, then the facts to find out
// and likely findings, then possible ones. It never returns an empty list.
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
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Certainty.order(), b.Certainty.order()), cmp.Compare(f.priority(a), f.priority(b)))
	})
	return findings
}

// priority returns the order of findings of the same certainty: what does harm now; the path, on which all answers
// depend; logging in again, which takes half a minute; the other questions, whose answers may lead to a stronger
// finding; all other findings.
func (f Facts) priority(finding Finding) int {
	switch {
	case finding.ID == ADSyncScriptActive && f.bothLive():
		return 0
	case finding.Fact == Path:
		return 1
	case finding.Fact == ReloggedIn, finding.ID == SessionNotRefreshed && finding.Certainty == Likely && !f.scriptCanRun():
		return 2
	case finding.ID == NeedFact:
		return 3
	}
	return 4
}

// notGreyed returns the findings if Set up is available. Other findings are still mentioned, because the page may
// be older than the facts.
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
