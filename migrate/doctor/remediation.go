package doctor

import (
	"cmp"
	"slices"
)

// RemediationStep is one step to make Set up available.
type RemediationStep struct {
	ID ID     `json:"id"` // the finding that it resolves
	Do string `json:"do"`
}

// stepOrder is the order of the steps. The script is stopped before AD sync is turned off, so that no run starts in
// between; SCIM is turned off before AD sync, whose card it greys out.
var stepOrder = []ID{
	PlanWithoutSCIM, SSOWrongKind, SSONotEnabled, ADSyncScriptActive, OtherSCIMOn, ADSyncOn,
	EncryptionServiceURLMissing, NeedFact, SessionNotRefreshed, ContactSupport,
}

// RemediationPlan returns the steps that make Set up available, according to the known facts, in
// order; the last one is to log
// in again. If an open question may be decisive, answering it comes first. If no question is left, contacting
// Support is the last step. There are no steps if Set up is available and nothing blocks it.
func RemediationPlan(f Facts) []RemediationStep {
	hits := f.hits()
	if !f.isGreyed() && !slices.ContainsFunc(hits, func(h hit) bool { return h.certainty != Possible }) {
		return nil
	}
	var left []asked
	if f.isGreyed() {
		// Logging in is a step of its own.
		left = slices.DeleteFunc(f.asked(hits), func(a asked) bool { return a.fact == ReloggedIn })
	}
	// If AD sync is on, the script must be stopped, unless it is known to be stopped.
	isOn := func(h hit) bool { return h.id == ADSyncOn }
	active := func(h hit) bool { return h.id == ADSyncScriptActive }
	if slices.ContainsFunc(hits, isOn) && !slices.ContainsFunc(hits, active) && !f.Knows(ADSyncScript) {
		hits = append(hits, hit{id: ADSyncScriptActive, variant: "scheduled"})
	}
	// SCIM that stays on for its own card, or until Support answers, greys out the AD sync card all the same.
	if slices.ContainsFunc(hits, isOn) && f.anySCIM() && (f[Path] != Confidential || f[SCIMConfidential] == On) {
		hits = append(hits, hit{id: ADSyncOn, certainty: Certain, variant: "behind-scim"})
	}
	next := max(0, slices.IndexFunc(left, func(a asked) bool { return a.decides }))
	switch {
	case len(left) > 0 && (left[next].fact != ADSyncScript || !slices.ContainsFunc(hits, active)):
		h := hit{id: NeedFact, certainty: Possible, variant: string(left[next].fact)}
		if left[next].decides {
			h.certainty = Likely
		}
		hits = append(hits, h)
	case len(left) == 0 && f.isGreyed():
		hits = append(hits, hit{id: ContactSupport, variant: "last"})
	}
	if len(hits) > 1 || len(hits) == 1 && hits[0].id != ContactSupport || f[ReloggedIn] != Yes {
		hits = append(hits, hit{id: SessionNotRefreshed})
	}
	f.sortBySteps(hits)
	way := make([]RemediationStep, 0, len(hits))
	for _, h := range hits {
		do := h.phrase().Do
		if h.id == NeedFact {
			do += " " + Fact(h.variant).Question().Ask
		}
		way = append(way, RemediationStep{ID: h.id, Do: do})
	}
	return way
}

// sortBySteps sorts findings in the order of the steps: what does harm first, then what is quick,
// then what is decisive.
func (f Facts) sortBySteps(hits []hit) {
	bothLive := f.bothLive()
	// If nothing has to be changed, logging in again is the quickest thing to try.
	nothing := f.isGreyed() && f[ReloggedIn] != Yes && !slices.ContainsFunc(hits, func(h hit) bool {
		return h.id != NeedFact && h.id != ContactSupport && h.id != SessionNotRefreshed && h.certainty != Possible
	})
	place := func(h hit) int {
		switch {
		case h.id == ADSyncScriptActive && bothLive:
			return -3 // what does harm comes first
		case h.id == SessionNotRefreshed && nothing:
			return -2
		case h.id == NeedFact && h.certainty == Likely:
			return -1
		case h.id != NeedFact && h.certainty == Possible:
			h.id = ContactSupport // only if nothing else has helped
		}
		return slices.Index(stepOrder, h.id)
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		behind := func(h hit) int { // SCIM first
			if h.variant == "behind-scim" {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(behind(a), behind(b)))
	})
}
