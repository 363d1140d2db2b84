package migration

import (
	"encoding/json"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// upgrades turn migration.json of one version into the next; the key is the
// version that they read.
var upgrades = map[int]func(map[string]json.RawMessage) error{
	0: nameSidesAndGradeFacts,
	1: newFieldsAlone,
	2: weakenComparisons,
	3: newFieldsAlone,
}

func upgrade(data []byte, version int) ([]byte, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	if fields == nil { // null
		return nil, errors.New("it is empty")
	}
	for ; version < format; version++ {
		step, ok := upgrades[version]
		if !ok {
			return nil, fmt.Errorf("format %d is unknown", version)
		}
		if err := step(fields); err != nil {
			return nil, err
		}
		fields["version"] = json.RawMessage(fmt.Sprint(version + 1))
	}
	return json.Marshal(fields)
}

// newFieldsAlone upgrades versions 1 and 3, which lack fields and are otherwise the same:
// what they would say is not known.
func newFieldsAlone(map[string]json.RawMessage) error { return nil }

// weakenComparisons upgrades version 2, in which a comparison did not say what it was
// about, so that any comparison made the steps about names verified. What is noted of
// them is an admin's word at best; the comparison stays for the record, and counts no
// more.
func weakenComparisons(fields map[string]json.RawMessage) error {
	var state struct {
		Steps  map[playbook.StepID]map[string]json.RawMessage `json:"steps,omitempty"`
		Forced json.RawMessage                                `json:"forced,omitempty"`
	}
	if len(fields["playbook"]) == 0 {
		return nil
	}
	if err := json.Unmarshal(fields["playbook"], &state); err != nil {
		return err
	}
	for _, id := range []playbook.StepID{playbook.StepNamesExact, playbook.StepResultCompared} {
		if step := state.Steps[id]; string(step["status"]) == `"`+string(playbook.DoneVerified)+`"` {
			step["status"] = json.RawMessage(`"` + string(playbook.DoneAttested) + `"`)
			delete(step, "probe")
		}
	}
	var err error
	fields["playbook"], err = json.Marshal(state)
	return err
}

// nameSidesAndGradeFacts upgrades version 0, which had a field for each side's
// connection, and facts that were plain words. Nobody knows any more who said
// those, so they are open.
func nameSidesAndGradeFacts(fields map[string]json.RawMessage) error {
	connections := map[migrate.Side]json.RawMessage{}
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM} {
		if c, ok := fields[string(side)]; ok && string(c) != "null" {
			connections[side] = c
		}
		delete(fields, string(side))
	}
	words := map[string]string{}
	if data, ok := fields["facts"]; ok {
		if err := json.Unmarshal(data, &words); err != nil {
			return err
		}
	}
	facts := map[string]Fact{}
	for name, value := range words {
		facts[name] = Fact{Value: value, Grade: GradeOpen}
	}
	var err error
	if fields["connections"], err = json.Marshal(connections); err != nil {
		return err
	}
	fields["facts"], err = json.Marshal(facts)
	return err
}
