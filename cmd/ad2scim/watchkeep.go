package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
	"ad2scim/migrate/watch"
)

// told returns what earlier watches of these sources told.
func (m memory) told(ad, scim string) (watch.State, error) {
	w, err := migration.OpenReadOnly(m.dir)
	if err != nil {
		return watch.State{}, err
	}
	defer w.Close()
	data, err := w.Watch()
	if err != nil {
		return watch.State{}, err
	}
	state, err := watch.Decode(data)
	return state.For(ad, scim), err
}

// keeper keeps what a watch tells in the workspace.
type keeper struct {
	global globalOptions
	run    string
	said   string            // why it could not, last
	looks  map[string]string // the looks at machines that are noted, by part
	new    map[string]newLook
}

// newLook is a look that is still to be noted.
type newLook struct {
	key    string
	looked adsync.Looked
}

func newKeeper(global globalOptions, told watch.State) *keeper {
	return &keeper{global: global, run: store.NewRun(), looks: maps.Clone(told.Looks), new: map[string]newLook{}}
}

// saw takes in a look at a machine.
func (k *keeper) saw(part, key string, looked adsync.Looked) {
	if k.looks[part] != key {
		k.new[part] = newLook{key, looked}
	}
}

// keep keeps a round that was told. That it cannot is a note: the watch goes on.
func (k *keeper) keep(r watch.Round, events []watch.Event, told watch.State) error {
	err := k.note()
	if err == nil {
		err = record(k.global.workspace, func(w *migration.Workspace) error { return k.write(w, r, events, told) })
	}
	if err == nil {
		k.said = ""
		return nil
	}
	if text := "the workspace does not know of this round yet: " + err.Error(); text != k.said {
		k.said = text
		printNotes([]string{text})
	}
	return err
}

// note hands on what new looks at machines tell, as sync find does: the steps and
// the interlocks go by it.
func (k *keeper) note() error {
	if len(k.new) == 0 {
		return nil
	}
	var all []adsync.Looked
	for _, part := range slices.Sorted(maps.Keys(k.new)) {
		all = append(all, k.new[part].looked)
	}
	taken, err := deskOf(k.global).Take(all)
	tellSettled(taken.Settled)
	if err != nil {
		return err
	}
	for part, l := range k.new {
		k.looks[part] = l.key
	}
	clear(k.new)
	return nil
}

// journalled is how many events of one round the journal has a line of.
const journalled = 100

func (k *keeper) write(w *migration.Workspace, r watch.Round, events []watch.Event, told watch.State) error {
	for i, e := range events {
		line := store.Entry{Run: k.run, Kind: watch.KindEvent, Text: "watch: " + e.Event + ": " + e.Text}
		if i == journalled {
			line.Text = fmt.Sprintf("watch: %d events more in this round", len(events)-i)
		} else {
			data, err := e.Line()
			if err != nil {
				return err
			}
			line.Data = json.RawMessage(data)
		}
		if _, err := w.Journal().Append(line); err != nil {
			return err
		}
		if i == journalled {
			break
		}
	}
	// A comparison is noted where ad2scim diff would note one.
	if r.Result != nil && (k.global.workspace != "" || w.State().Path != "") {
		dropped := ""
		err := w.Update(func(s *migration.State) error {
			dropped = s.RecordComparison(r.Result, r.At)
			return nil
		})
		if err != nil {
			return err
		}
		if dropped != "" && !k.global.quiet {
			printNotes([]string{dropped})
		}
	}
	data, err := told.Encode()
	if err != nil {
		return err
	}
	return w.SaveWatch(data)
}
