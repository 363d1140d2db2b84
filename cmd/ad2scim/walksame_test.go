package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/adsync/winrmtest"
	"ad2scim/migrate/demo"
	"ad2scim/migrate/demo/provider"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// The same walk by commands and in the app ends with the same migration.json, except for times
// and ids, and with the same journal. It covers both paths: connecting a domain controller and
// a SCIM endpoint, decisions, renames, undo, stopping, verifying and resuming AD sync, resuming
// it while SCIM is on, checks that succeed and fail, confirmations, and overrides.
func TestWalkIsTheSameInTheApp(t *testing.T) {
	company, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { company.Close() })
	t.Setenv(operation.SecretVariable("ad"), company.AD.Secret.Reveal())
	t.Setenv(operation.SecretVariable("scim"), walkToken)
	paths := playbook.Paths()
	if testing.Short() {
		paths = paths[:1]
	}
	for _, path := range paths {
		t.Run(string(path), func(t *testing.T) {
			var stages [][]stage
			for _, front := range []func(*ground) walks{newByCommands, newByApp} {
				g := newGround(t, company)
				stages = append(stages, walk(g, front(g), path))
			}
			for i, by := range stages[0] {
				if app := stages[1][i]; by != app {
					t.Fatalf("after %s:%s%s", by.after, differing(by.saved, app.saved), differing(by.journal, app.journal))
				}
			}
		})
	}
}

// walks is a front end that goes through the steps.
type walks interface {
	connect()
	choose(playbook.Path)
	fact(k doctor.Fact, value string)
	// compare reads both sides and compares them.
	compare()
	match(ad, scim string)
	apart(ad, scim string)
	// forget undoes the decision that two groups are different.
	forget(ad, scim string)
	rename(n int)
	undo(n int)
	findScript(playbook.StepView)
	stopScript(playbook.StepView)
	// verifyStop verifies the stop twice: before and after the script's next start.
	verifyStop(playbook.StepView)
	// stopByHand exports a script for the Windows host, where only a result file tells about
	// the task, and enters the result.
	stopByHand(playbook.StepView)
	// verifyByDashlane also verifies with the last sync date, given twice, and an audit log.
	verifyByDashlane(playbook.StepView)
	// resumeScript scans as when verifying, and resumes AD sync. reason is needed while SCIM is
	// on.
	resumeScript(reason string)
	check(playbook.StepView)
	confirm(playbook.StepView)
	skip(playbook.StepView)
	reopen(playbook.StepView)
	override(v playbook.StepView, reason string)
}

// stage is the content of a workspace at one point, without times and ids.
type stage struct{ after, saved, journal string }

// walk goes through every step: it renames what differs, runs the checks that work here, stops
// the script, confirms what can be confirmed, and overrides the rest. Under -short, it ends
// before the steps.
func walk(g *ground, w walks, path playbook.Path) (stages []stage) {
	g.t.Helper()
	after := func(what string) { stages = append(stages, stage{what, timeless(g.t, g.dir), journal(g.t, g.dir)}) }
	g.provisions("Sales EMEA ", "Payroll", "coast crew", "Coast  Crew")
	w.choose(path)
	w.connect()
	w.compare() // the app compares after connecting
	after("connecting")
	w.fact(doctor.PlanSCIM, doctor.Yes)
	w.match("Coast Crew", "coast crew")
	w.apart("Sales EMEA", "Sales EMEA ")
	w.compare() // the app compares after the decisions
	after("decisions")
	w.forget("Sales EMEA", "Sales EMEA ")
	g.provisions("Sales EMEA ", "Payroll", "coast crew")
	w.compare()
	after("a decision taken back")
	w.rename(2)
	after("a rename")
	w.undo(2)
	after("undo")
	if testing.Short() {
		return stages
	}
	var seen detours
	for {
		v, ends := g.next()
		if ends {
			break
		}
		if detour := seen.from(w, v); detour != "" {
			after(detour)
			continue
		}
		do(w, v)
		if now, ends := g.next(); !ends && now.Step.ID == v.Step.ID {
			g.t.Fatalf("%T doesn't get beyond %s: %+v", w, v.Step.ID, now.Record)
		}
		after(string(v.Step.ID))
	}
	for _, text := range []string{"OVERRIDDEN step", "wrote a script to stop", "stop by hand", "last sync date was"} {
		if !strings.Contains(stages[len(stages)-1].journal, text) {
			g.t.Fatalf("%T has no %q in its journal", w, text)
		}
	}
	w.resumeScript("back to AD sync")
	after("AD sync resumed beside SCIM")
	return stages
}

// do does a step.
func do(w walks, v playbook.StepView) {
	switch {
	case v.Step.Check == playbook.ProbeDiff, v.Step.Check == playbook.ProbeSnapshot:
		w.check(v)
	case v.Step.ID == playbook.StepScriptFound:
		w.findScript(v)
	case v.Step.ID == playbook.StepScriptDisabled:
		w.stopScript(v)
	case v.Step.ID == playbook.StepScriptStopped:
		w.verifyStop(v)
	case v.Locked():
		w.override(v, "a week takes too long")
	default:
		w.confirm(v)
	}
}

// detours records which detours a walk has made, each only once.
type detours struct{ failed, resumed, byHand, shown, skipped bool }

// from makes a detour at a step, after which that step or an earlier one is next. It returns a
// description, or "" for no detour.
func (d *detours) from(w walks, v playbook.StepView) string {
	switch {
	case v.Step.Check == playbook.ProbeDiff && !d.failed:
		d.failed = true
		w.check(v) // two names differ
		w.rename(2)
		return "a check that fails and a rename"
	case v.Step.ID == playbook.StepScriptStopped && !d.resumed:
		d.resumed = true
		w.verifyStop(v)
		w.resumeScript("")
		return "AD sync resumed"
	case v.Step.ID == playbook.StepScriptDisabled && d.resumed && !d.byHand:
		d.byHand = true
		w.stopByHand(v)
		return "AD sync stopped by hand"
	case v.Step.ID == playbook.StepScriptStopped && !d.shown:
		d.shown = true
		w.verifyByDashlane(v)
		return "what Dashlane shows"
	case v.Step.Skip != "" && !d.skipped:
		d.skipped = true
		w.skip(v)
		w.reopen(v)
		return "a step reopened"
	}
	return ""
}

const (
	walkToken  = "token-of-the-walk"
	walkFilter = "(|(cn=Sales EMEA)(cn=Payroll)(cn=Coast Crew))"
)

// ground is the environment of a walk: a domain controller, a SCIM endpoint, a Windows host
// with the script, and a workspace.
type ground struct {
	t       *testing.T
	company *demo.Demo
	dir     string
	scim    *httptest.Server
	groups  http.Handler
	windows *winrmtest.Machine
	clock   time.Time // of the host
	winrm   *winrmtest.Server
	hostCA  string
}

func newGround(t *testing.T, company *demo.Demo) *ground {
	g := &ground{
		t: t, company: company, dir: filepath.Join(t.TempDir(), "workspace"),
		windows: winrmtest.NewMachine("SRV1", walkTask),
	}
	g.clock = time.Now().Add(-48 * time.Hour)
	g.windows.SetClock(g.clock)
	g.scim = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.groups.ServeHTTP(w, r)
	}))
	t.Cleanup(g.scim.Close)
	g.winrm = winrmtest.Start(t, true, g.windows.Run)
	g.hostCA = g.winrm.WriteCA(t)
	return g
}

// hourLater moves the clock of the Windows host by an hour, the interval of the task.
func (g *ground) hourLater() {
	g.clock = g.clock.Add(time.Hour + time.Second)
	g.windows.SetClock(g.clock)
}

// provisions sets the groups of the SCIM endpoint, as in its console.
func (g *ground) provisions(names ...string) {
	var list []*provider.Resource
	for i, name := range names {
		list = append(list, &provider.Resource{ID: "group-" + strconv.Itoa(i), Attributes: map[string]any{
			"displayName": name, "members": []any{},
		}})
	}
	handler, err := provider.Handler(walkToken, nil, list)
	if err != nil {
		g.t.Fatal(err)
	}
	g.groups = handler
}

// next returns the next step from status.
func (g *ground) next() (v playbook.StepView, ends bool) {
	g.t.Helper()
	progress, _, err := (&operation.Service{Dir: g.dir}).Status(g.t.Context(), operation.Choice{})
	if err != nil {
		g.t.Fatal(err)
	}
	if progress.Next == nil {
		return v, true
	}
	return *progress.Next, false
}

var (
	moment  = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC)?`)
	address = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	digest  = regexp.MustCompile(`SHA-256 [0-9a-f]{64}`)
	caFile  = regexp.MustCompile(`"[^"]*/(\w+)\.pem"`)
)

// timeless is the migration.json of a workspace without times, one value per line.
func timeless(t *testing.T, folder string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "migration.json"))
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	out := moment.ReplaceAllString(string(text), "TIME")
	return caFile.ReplaceAllString(address.ReplaceAllString(out, "ADDRESS"), `"$1.pem"`)
}

// journal lists the kinds and texts of a journal's entries.
func journal(t *testing.T, folder string) string {
	t.Helper()
	entries, err := (&operation.Service{Dir: folder}).Journal()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range entries {
		text := address.ReplaceAllString(moment.ReplaceAllString(e.Text, "TIME"), "ADDRESS")
		text = digest.ReplaceAllString(text, "SHA-256 SUM") // of a file with times
		lines = append(lines, e.Kind+" "+text)
	}
	return strings.Join(lines, "\n")
}

// differing returns the lines in which two texts differ, or "".
func differing(commands, app string) string {
	a, b := strings.Split(commands, "\n"), strings.Split(app, "\n")
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	if commands == app {
		return ""
	}
	about := func(lines []string) string { return strings.Join(lines[max(0, at-3):min(len(lines), at+9)], "\n") }
	return "\nby commands\n" + about(a) + "\nin the app\n" + about(b)
}
