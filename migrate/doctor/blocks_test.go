package doctor

import "testing"

// Certain findings block provisioning, except those that are only information. A report blocks unless nothing is
// greyed out.
func TestBlocks(t *testing.T) {
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

// If nothing is known, the most useful fact is asked for first.
func TestQuestionsWithoutFacts(t *testing.T) {
	t.Parallel()
	if none, empty := Facts(nil).asked(nil), (Facts{}).asked(nil); len(none) == 0 || len(none) != len(empty) ||
		none[0].fact != empty[0].fact {
		t.Errorf("%+v is not %+v", none, empty)
	}
}
