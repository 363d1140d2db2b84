package enable_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/playbook"
)

var update = flag.Bool("update", false, "write the golden files anew")

// hostile is text that a provider may send: it must act nowhere.
const hostile = "=1+1|\x1b[2J\u202e"

// written are the results of this package that a front end writes.
var written = map[string]interface {
	WriteTable(w io.Writer) error
	WriteJSON(w io.Writer) error
	WriteCSV(w io.Writer) error
	WriteMarkdown(w io.Writer) error
}{
	"plan": &enable.Plan{
		Schema: enable.PlanSchema, Path: playbook.SelfHosted, IDP: playbook.Okta, Tenant: "example.okta.com",
		App: idp.App{ID: "a1", Name: "Dashlane " + hostile}, Endpoint: "https://id.example.com/scim/2.0",
		Steps: []idp.Step{
			{ID: idp.StepEndpoint, Title: "Set the endpoint", Mode: idp.ModeApply, Settings: []idp.Setting{
				{Name: "URL", Before: hostile, After: "https://id.example.com/scim/2.0"},
			}},
			{ID: idp.StepTest, Title: "Test it", Mode: idp.ModeGuide, Guide: []string{"Click Test.", hostile}},
			{ID: idp.StepUsers, Title: "Provision users", Mode: idp.ModeApply, Wrong: "it is broken " + hostile},
		},
	},
	"report": enable.Report{
		Outcomes: []enable.Outcome{
			{Step: idp.StepEndpoint, Title: "Set the endpoint", State: enable.Done, Saw: "it reads " + hostile},
			{Step: idp.StepUsers, Title: "Provision users", State: enable.Unknown, Saw: "off", Why: "the answer was lost"},
		},
		Cycle: &idp.Cycle{
			State: idp.CycleRunning, Done: 3, Failed: 1, Says: "it runs",
			Errors: []idp.Failure{{Kind: "user", Name: hostile, Why: "no mail"}},
		},
		Findings: []idp.Finding{
			{ID: "quarantine", Title: "In quarantine", Sure: true, Why: "it failed often", Next: "restart it"},
			{ID: "slow", Title: "Slow", Why: "many groups", Next: "wait"},
		},
	},
	"report of nothing": enable.Report{},
	"apps":              enable.Apps{{ID: "a1", Name: hostile, Dashlane: "its address is Dashlane's", SCIM: "it can't"}},
	"apps of nothing":   enable.Apps(nil),
	"assigned": enable.Assigned{
		Groups: []idp.Group{{ID: "g1", Name: "Sales", Sent: hostile, Authority: "AD", ADID: "aaaa"}},
		Users:  []idp.User{{ID: "u1", Name: "Ann", Login: "ann@example.com", Active: true}, {ID: "u2", Login: hostile}},
	},
	"assignments": &enable.Assignments{Schema: enable.AssignSchema, Rows: []enable.Assignment{
		{Action: enable.Add, AD: hostile, Group: "g1", Sent: "Sales", By: "identity", Note: "the names differ"},
		{Action: enable.Missing, Address: "ann@example.com", User: "u1", Login: "Ann@example.com"},
	}},
}

// TestWhatIsWritten holds each result in each form: JSON is what other programs read, and
// what a provider sends acts in no terminal, spreadsheet or page.
func TestWhatIsWritten(t *testing.T) {
	t.Parallel()
	for name, result := range written {
		var got bytes.Buffer
		for _, form := range []struct {
			name  string
			write func(io.Writer) error
		}{
			{"table", result.WriteTable},
			{"JSON", result.WriteJSON},
			{"CSV", result.WriteCSV},
			{"Markdown", result.WriteMarkdown},
		} {
			fmt.Fprintf(&got, "-- %s --\n", form.name)
			if err := form.write(&got); err != nil {
				t.Errorf("%s as %s: %v", name, form.name, err)
			}
		}
		file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".golden")
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is not what is written now (go test -update writes it anew): %v\n%s", file, err, got.Bytes())
		}
		if bytes.ContainsAny(got.Bytes(), "\x1b\u202e") {
			t.Errorf("%s acts on a terminal", file)
		}
	}
}

// TestReportParts: the start is told by itself, with its cycle.
func TestReportParts(t *testing.T) {
	t.Parallel()
	cycle := &idp.Cycle{State: idp.CycleIdle}
	before, begun := enable.Report{Cycle: cycle, Outcomes: []enable.Outcome{
		{Step: idp.StepUsers}, {Step: idp.StepStart}, {Step: idp.StepGroups},
	}}.Parts()
	if len(before.Outcomes) != 2 || before.Cycle != nil || len(begun.Outcomes) != 1 || begun.Cycle != cycle ||
		begun.Outcomes[0].Step != idp.StepStart {
		t.Errorf("%+v and %+v", before, begun)
	}
}

// TestKilledWaitingRunIsReportedAsEnded, in words of UTC.
func TestKilledWaitingRunIsReportedAsEnded(t *testing.T) {
	t.Parallel()
	w := enable.Waiting{Who: "ann", Host: "srv", PID: 7, Step: hostile, Since: time.Date(2026, 1, 2, 15, 4, 0, 0,
		time.UTC)}
	running := w.String()
	w.Ended = true
	if ended := w.String(); ended == running || bytes.ContainsAny([]byte(ended), "\x1b\u202e") {
		t.Errorf("%q and %q", running, ended)
	}
}
