package migration

import (
	"encoding/json"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// StepEntry is what an entry of the journal tells of a step.
type StepEntry struct {
	Step     playbook.StepID // empty: an override of no single step
	Status   playbook.Status // empty: the step was opened again
	Result   string          // what the check saw, or what was confirmed
	Override string          // the reason, where requirements were overridden
}

// StepOf reads the data of an entry about a step; false where it has none.
func StepOf(e store.Entry) (StepEntry, bool) {
	if e.Kind != KindStep || len(e.Data) == 0 {
		return StepEntry{}, false
	}
	var d struct{ Step, Status, Result, Forced string }
	if json.Unmarshal(e.Data, &d) != nil || d.Step == "" && d.Forced == "" {
		return StepEntry{}, false
	}
	if d.Status == takenBack {
		d.Status = ""
	}
	return StepEntry{playbook.StepID(d.Step), playbook.Status(d.Status), d.Result, d.Forced}, true
}

// overrideEntry is the data of an entry about an override of no single step.
type overrideEntry struct {
	Forced string `json:"forced"`
}

// OverrideData returns the data for an entry about an override of no single step.
func OverrideData(reason string) json.RawMessage {
	raw, err := json.Marshal(overrideEntry{reason})
	if err != nil {
		return nil // a string alone: it cannot fail
	}
	return raw
}
