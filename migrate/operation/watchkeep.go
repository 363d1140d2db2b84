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

// eventRecorder saves the events of a watch in the workspace.
type eventRecorder struct {
	service *Service
	show    Progress
	run     string
	dropped string            // the last message about a comparison
	about   evidence.About    // what the round's comparison is about
	warned  string            // the last warning that a round couldn't be saved
	scans   map[string]string // watch.Part.ScanID of the recorded scans of hosts, by part
	unsaved map[string]newScan
}

// newScan is a scan that isn't recorded yet.
type newScan struct {
	id   string
	scan adsync.ScanResult
}

func newEventRecorder(s *Service, last watch.State, show Progress) *eventRecorder {
	return &eventRecorder{
		service: s, show: show, run: store.NewRun(), scans: maps.Clone(last.Scans),
		unsaved: map[string]newScan{},
	}
}

// scanned remembers the scan of a host for the next record, unless it is recorded already.
func (k *eventRecorder) scanned(part, id string, scan adsync.ScanResult) {
	if k.scans[part] != id {
		k.unsaved[part] = newScan{id, scan}
	}
}

// compared remembers what the comparison of a round is about, with the app that the SCIM
// side belongs to.
func (k *eventRecorder) compared(about evidence.About) { k.about = about }

// record saves a round after its events were reported. If it fails, it shows a warning:
// the watch goes on, and the next round saves these events too.
func (k *eventRecorder) record(r watch.Round, events []watch.Event, last watch.State) error {
	err := k.recordScans()
	if err == nil {
		err = k.service.write(func(w *migration.Workspace) error { return k.write(w, r, events, last) })
	}
	if err == nil {
		k.warned = ""
		return nil
	}
	if text := "this round isn't saved in the workspace yet: " + err.Error(); text != k.warned {
		k.warned = text
		k.show.Warn(text)
	}
	return err
}

// recordScans records new scans of hosts as ad2scim sync find does, so that the steps and
// the requirements use them.
func (k *eventRecorder) recordScans() error {
	if len(k.unsaved) == 0 {
		return nil
	}
	var all []adsync.ScanResult
	for _, part := range slices.Sorted(maps.Keys(k.unsaved)) {
		all = append(all, k.unsaved[part].scan)
	}
	taken, err := k.service.syncService().RecordScan(all)
	tellSettled(k.show, taken.Settled)
	if err != nil {
		return err
	}
	for part, l := range k.unsaved {
		k.scans[part] = l.id
	}
	clear(k.unsaved)
	return nil
}

// journalled is how many events of one round get a line of their own in the journal.
const journalled = 100

func (k *eventRecorder) write(w *migration.Workspace, r watch.Round, events []watch.Event, last watch.State) error {
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
	// A comparison is recorded where ad2scim diff would record one.
	if r.Result != nil && k.service.keepsComparisons(w.State()) {
		_, said, err := ShownComparison{Result: r.Result, About: k.about, At: r.At}.record(w)
		if err != nil {
			return err
		}
		if said != "" && said != k.dropped {
			k.dropped = said
			k.show.Note(said)
		}
	}
	data, err := last.Encode()
	if err != nil {
		return err
	}
	return w.SaveWatch(data)
}
