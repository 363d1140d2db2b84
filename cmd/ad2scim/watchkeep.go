package main

import (
	"encoding/json"
	"fmt"

	"ad2scim/migrate/watch"
	"ad2scim/migrate/workspace"
)

// told returns what earlier watches of these sources told.
func (m memory) told(ad, scim string) (watch.State, error) {
	w, err := workspace.OpenReadOnly(m.dir)
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
	said   string // why it could not, last
}

func newKeeper(global globalOptions) *keeper {
	return &keeper{global: global, run: workspace.NewRun()}
}

// keep keeps a round that was told. That it cannot is a note: the watch goes on,
// and tells the same again later.
func (k *keeper) keep(r watch.Round, events []watch.Event, told watch.State) {
	err := record(k.global.workspace, func(w *workspace.Workspace) error { return k.write(w, r, events, told) })
	if err == nil {
		k.said = ""
		return
	}
	if text := "the workspace does not know of this round: " + err.Error(); text != k.said {
		k.said = text
		printNotes([]string{text})
	}
}

// journalled is how many events of one round the journal has a line of.
const journalled = 100

func (k *keeper) write(w *workspace.Workspace, r watch.Round, events []watch.Event, told watch.State) error {
	for i, e := range events {
		line := workspace.Entry{Run: k.run, Kind: watch.KindEvent, Text: "watch: " + e.Event + ": " + e.Text}
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
		err := w.Update(func(s *workspace.State) error {
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
