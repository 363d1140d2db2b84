package doctor

import (
	"cmp"
	"slices"
)

// WayStep is one thing to do on the way from grey to blue.
type WayStep struct {
	ID ID // the finding that it deals with
	Do string
}

// doing is the order in which things are to be done. The script is stopped
// before AD sync is turned off, so that no run starts in between; and SCIM is
// turned off before AD sync, whose card it closes.
var doing = []ID{PlanWithoutSCIM, SSOWrongKind, SSONotEnabled, ADSyncScriptActive, OtherSCIMOn, ADSyncOn,
	EncryptionServiceURLMissing, SessionNotRefreshed, ContactSupport}

// Way returns the shortest way from grey to blue as far as the facts tell: what
// to do, in the order of doing, and at the end to log in again and, if it is
// still grey then, to contact Support. There is no way to go when Set up is open
// and nothing stands against it.
func Way(f Facts) []WayStep {
	hits := f.hits()
	if !f.isGreyed() && !slices.ContainsFunc(hits, func(h hit) bool { return h.certainty != Possible }) {
		return nil
	}
	// With AD sync on, the script is to be stopped whatever is known of it,
	// unless it is known to be stopped.
	isOn := func(h hit) bool { return h.id == ADSyncOn }
	active := func(h hit) bool { return h.id == ADSyncScriptActive }
	if slices.ContainsFunc(hits, isOn) && !slices.ContainsFunc(hits, active) && !f.Knows(ADSyncScript) {
		hits = append(hits, hit{id: ADSyncScriptActive, variant: "scheduled"})
	}
	if len(hits) > 0 || f[ReloggedIn] != Yes {
		hits = append(hits, hit{id: SessionNotRefreshed})
	}
	hits = append(hits, hit{id: ContactSupport, variant: "last"})
	// What is merely possible is tried when nothing else has helped.
	place := func(h hit) int {
		if h.certainty == Possible {
			h.id = ContactSupport
		}
		return slices.Index(doing, h.id)
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(place(a), place(b)) })
	var way []WayStep
	for _, h := range hits {
		way = append(way, WayStep{ID: h.id, Do: h.phrase().Do})
	}
	return way
}
