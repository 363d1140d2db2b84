//go:build unix

package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// entry holds the parts of a journal entry that the tests use.
type entry struct {
	Seq  int64
	Kind string
	Data struct {
		ID, From, To, Result string // of fix
		Do, Group, State     string // of enable
		Step                 struct{ ID string }
		Intent               int64
	}
}

func (m *wholeMigration) journal(t *testing.T) []entry {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(m.folder, "ws", "journal.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for line := range bytes.Lines(text) {
		var head struct {
			Seq  int64
			Kind string
			Data json.RawMessage
		}
		if err := json.Unmarshal(line, &head); err != nil {
			continue // the last line, incomplete after a power failure; the program repairs it
		}
		if !strings.HasPrefix(head.Kind, "fix-") && !strings.HasPrefix(head.Kind, "enable-") {
			continue
		}
		e := entry{Seq: head.Seq, Kind: head.Kind}
		if err := json.Unmarshal(head.Data, &e.Data); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		t.Fatal("the journal is empty")
	}
	return all
}

// checkNames compares the renames in the journal with the tenant. A name that isn't in the
// journal is unchanged.
func (m *wholeMigration) checkNames(t *testing.T, journal []entry) {
	t.Helper()
	may := map[string][]string{} // the names that a group may have, by the journal
	for _, e := range journal {
		d := e.Data
		switch {
		case e.Kind == "fix-intent":
			may[d.ID] = []string{d.From, d.To}
		case e.Kind != "fix-result":
		case d.Result == "done":
			may[d.ID] = []string{d.To}
		case d.Result == "not-done":
			may[d.ID] = []string{d.From}
		}
	}
	for i, name := range hostile {
		id, want := m.ids[name], []string{wrong(i, name)}
		if i < late {
			want = []string{name}
		}
		if said, has := may[id]; has {
			want = said
		}
		if got := m.name(id); !slices.Contains(want, got) {
			t.Errorf("%q is %q at the provider, by the journal %q", name, got, want)
		}
	}
	if len(may) == 0 {
		t.Error("no change is reported")
	}
}

// checkAssignments compares the assignments in the journal with the tenant.
func (m *wholeMigration) checkAssignments(t *testing.T, journal []entry) {
	t.Helper()
	state := map[string]string{}
	for _, e := range journal {
		if e.Data.Do == "assign" {
			state[e.Data.Group] = e.Data.State
		}
	}
	for name, id := range m.gives {
		said, begun := state[id]
		is := m.assigned(id)
		if !begun && is || said == "done" && !is || said == "not-done" && is {
			t.Errorf("%q is assigned: %v, and the journal says %q", name, is, said)
		}
	}
	if len(state) == 0 {
		t.Error("no assignment is reported")
	}
}

// standing is the state of a step at a tenant.
type standing string

const (
	unmade standing = "as it was"
	partly standing = "partly made"
	made   standing = "made"
)

// checkSteps compares the steps in the journal with the tenant. before is their state when
// the run started. A step with an intent and no result may have any state.
func (m *wholeMigration) checkSteps(t *testing.T, journal []entry, before map[string]standing) {
	t.Helper()
	said := map[string]string{}
	for _, e := range journal {
		if e.Data.Do == "apply" {
			said[e.Data.Step.ID] = e.Data.State
		}
	}
	for step, is := range m.standings() {
		state, begun := said[step]
		if (!begun || state == "not-done") && is != before[step] || state == "done" && is != made {
			t.Errorf("%s at the provider is %s, was %s, and the journal says %q (begun: %v)", step, is, before[step], state,
				begun)
		}
	}
	n := len(m.names())
	state, begun := said[m.sends]
	if sent := m.path == "self-hosted" && n > 0; !begun && sent || state == "not-done" && sent || state == "done" &&
		m.path == "self-hosted" && n != len(m.ids) {
		t.Errorf("%d groups came, and the journal says %q (begun: %v)", n, state, begun)
	}
}

// inRunbook maps steps of enable to the steps of the runbook that they complete.
var inRunbook = map[string]string{
	"idp-connection": "endpoint", "idp-users-on": "users", "idp-groups-on": "groups",
	"idp-groups-off": "groups", "idp-started": "start",
}

// checkReport compares the report with the journal, line by line, with status, and what it
// calls done with the tenant.
func (m *wholeMigration) checkReport(t *testing.T) {
	t.Helper()
	type step struct{ ID, Status string }
	var report, status struct {
		Steps   []step
		Journal []struct{ Kind, Text string }
	}
	m.reads(t, 0, &report, "report")
	m.reads(t, 1, &status, "status")
	if !slices.Equal(report.Steps, status.Steps) || len(status.Steps) == 0 {
		t.Errorf("the report has %v, status %v", report.Steps, status.Steps)
	}
	text, err := os.ReadFile(filepath.Join(m.workspace(), "journal.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []struct{ Kind, Text string }
	for line := range bytes.Lines(text) {
		var one struct{ Kind, Text string }
		if json.Unmarshal(line, &one) == nil { // not the last line, incomplete after a power failure
			lines = append(lines, one)
		}
	}
	if !slices.Equal(report.Journal, lines) || len(lines) == 0 {
		t.Errorf("the report has %q\nof the journal's %q", report.Journal, lines)
	}
	stands := m.standings()
	for _, s := range status.Steps {
		is, known := stands[inRunbook[s.ID]]
		if done := strings.HasPrefix(s.Status, "done"); done && known && is != made {
			t.Errorf("%s is %s, and the step at the provider is %s", s.ID, s.Status, is)
		}
	}
}
