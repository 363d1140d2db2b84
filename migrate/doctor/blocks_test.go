package doctor

import "testing"

// TestWhatBlocks: a certain finding does, but for those that only say how things stand; a report
// does unless nothing is greyed out.
func TestWhatBlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		finding Finding
		one     bool // the finding by itself
		whole   bool // a report of it
	}{
		{Finding{ID: ADSyncOn, Certainty: Certain}, true, true},
		{Finding{ID: ADSyncOn, Certainty: Likely}, false, true},
		{Finding{ID: ContactSupport, Certainty: Certain}, false, true},
		{Finding{ID: NotGreyed, Certainty: Certain}, false, false},
	} {
		if c.finding.Blocks() != c.one || (Report{Findings: []Finding{c.finding}}).Blocks() != c.whole {
			t.Errorf("%+v: %t by itself, %t in a report", c.finding, !c.one, !c.whole)
		}
	}
	if (Report{}).Blocks() {
		t.Error("a report of nothing blocks")
	}
}

// TestFactsOfNothingAreAsked: whoever knows nothing yet is asked first what tells most.
func TestFactsOfNothingAreAsked(t *testing.T) {
	t.Parallel()
	if none, empty := Facts(nil).asked(nil), (Facts{}).asked(nil); len(none) == 0 || len(none) != len(empty) ||
		none[0].fact != empty[0].fact {
		t.Errorf("%+v is not %+v", none, empty)
	}
}
