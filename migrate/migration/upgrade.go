package migration

import (
	"encoding/json"
	"errors"
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// upgrades convert migration.json to the next version. The key is the version that they read.
var upgrades = map[int]func(map[string]json.RawMessage) error{
	0: nameSidesAndGradeFacts,
	1: addFields,
	2: weakenComparisons,
	3: addFields,
}

func upgrade(data []byte, version int) ([]byte, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	if fields == nil { // the file contains null
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

// addFields upgrades versions 1 and 3, which only lack fields. Missing fields mean unknown.
func addFields(map[string]json.RawMessage) error { return nil }

// weakenComparisons upgrades version 2, where a comparison didn't say what it was about and every comparison
// verified the steps about names. These steps become confirmed at best. The comparison stays for the record, but no
// longer counts.
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
			step["status"] = json.RawMessage(`"` + string(playbook.DoneConfirmed) + `"`)
			delete(step, "probe")
		}
	}
	var err error
	fields["playbook"], err = json.Marshal(state)
	return err
}

// nameSidesAndGradeFacts upgrades version 0, which had a field for each side's connection, and facts without a
// grade. Nobody knows who confirmed those facts, so they become unknown.
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
		facts[name] = Fact{Value: value, Grade: GradeUnknown}
	}
	var err error
	if fields["connections"], err = json.Marshal(connections); err != nil {
		return err
	}
	fields["facts"], err = json.Marshal(facts)
	return err
}
