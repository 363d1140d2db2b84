package migration

import (
	"encoding/json"

	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// StepEntry is the data of a journal entry about a step.
type StepEntry struct {
	Step     playbook.StepID // empty for an override that isn't for one step
	Status   playbook.Status // empty if the step was reopened
	Result   string          // the result of the check, or what was confirmed
	Override string          // the reason, if requirements were overridden
}

// StepOf returns the data of an entry about a step. ok is false if the entry is about anything else.
func StepOf(e store.Entry) (StepEntry, bool) {
	if e.Kind != KindStep || len(e.Data) == 0 {
		return StepEntry{}, false
	}
	var d struct{ Step, Status, Result, Forced string }
	if json.Unmarshal(e.Data, &d) != nil || d.Step == "" && d.Forced == "" {
		return StepEntry{}, false
	}
	if d.Status == reopened {
		d.Status = ""
	}
	return StepEntry{playbook.StepID(d.Step), playbook.Status(d.Status), d.Result, d.Forced}, true
}

// overrideEntry is the data of an entry about an override that isn't for one step.
type overrideEntry struct {
	Forced string `json:"forced"`
}

// OverrideData returns the data of an entry about an override that isn't for one step.
func OverrideData(reason string) json.RawMessage {
	raw, err := json.Marshal(overrideEntry{reason})
	if err != nil {
		return nil // can't fail: it only contains a string
	}
	return raw
}
