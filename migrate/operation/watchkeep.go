package operation

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
	"ad2scim/migrate/watch"
)

// eventRecorder keeps what a watch tells in the workspace.
type eventRecorder struct {
	service *Service
	show    Progress
	run     string
	dropped string            // what was last said of a comparison
	about   evidence.About    // of the comparison of a round
	said    string            // why it could not, last
	looks   map[string]string // the scans of hosts that are noted, by part
	new     map[string]newScan
}

// newScan is a scan that is still to be noted.
type newScan struct {
	key  string
	scan adsync.ScanResult
}

func newEventRecorder(s *Service, told watch.State, show Progress) *eventRecorder {
	return &eventRecorder{
		service: s, show: show, run: store.NewRun(), looks: maps.Clone(told.Looks),
		new: map[string]newScan{},
	}
}

// scanned takes in the scan of a host.
func (k *eventRecorder) scanned(part, key string, scan adsync.ScanResult) {
	if k.looks[part] != key {
		k.new[part] = newScan{key, scan}
	}
}

// compared takes in what the comparison of a round is about, with the app that the SCIM
// side was found to be.
func (k *eventRecorder) compared(about evidence.About) { k.about = about }

// keep keeps a round that was told. That it cannot is a note: the watch goes on.
func (k *eventRecorder) keep(r watch.Round, events []watch.Event, told watch.State) error {
	err := k.note()
	if err == nil {
		err = k.service.write(func(w *migration.Workspace) error { return k.write(w, r, events, told) })
	}
	if err == nil {
		k.said = ""
		return nil
	}
	if text := "this round isn't saved in the workspace yet: " + err.Error(); text != k.said {
		k.said = text
		k.show.Tell(Message{Kind: Warning, Text: text})
	}
	return err
}

// note hands on what new scans of hosts tell, as a scan of its own does: the steps and
// the requirements use it.
func (k *eventRecorder) note() error {
	if len(k.new) == 0 {
		return nil
	}
	var all []adsync.ScanResult
	for _, part := range slices.Sorted(maps.Keys(k.new)) {
		all = append(all, k.new[part].scan)
	}
	taken, err := k.service.syncService().RecordScan(all)
	tellSettled(k.show, taken.Settled)
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

func (k *eventRecorder) write(w *migration.Workspace, r watch.Round, events []watch.Event, told watch.State) error {
	for i, e := range events {
		line := store.Entry{Run: k.run, Kind: watch.KindEvent, Text: "watch: " + e.Event + ": " + e.Text}
		if i == journalled {
			line.Text = fmt.Sprintf("watch: %d more events in this round", len(events)-i)
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
	if r.Result != nil && k.service.keepsComparisons(w.State()) {
		_, said, err := ShownComparison{Result: r.Result, About: k.about, At: r.At}.record(w)
		if err != nil {
			return err
		}
		if said != "" && said != k.dropped {
			k.dropped = said
			k.show.Tell(Message{Text: said})
		}
	}
	data, err := told.Encode()
	if err != nil {
		return err
	}
	return w.SaveWatch(data)
}
