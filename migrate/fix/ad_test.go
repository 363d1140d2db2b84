package fix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// TestActiveDirectory has one domain, in which each part has groups of its own.
func TestActiveDirectory(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	for name, part := range map[string]func(*testing.T, *sambatest.Server){
		"plan, apply, undo, redo": planApplyUndo, "ldapmodify": ldapmodify, "changed meanwhile": changedMeanwhile,
		"no rights": noRights, "cancel": canceled, "kill": killedInAD, "side by side": sideBySide,
		"full disk": fullInAD, "cut": cutInAD,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			part(t, s)
		})
	}
}

// planApplyUndo goes the whole way: from a comparison to names that are exact,
// back, and there again.
func planApplyUndo(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Whole way", [3]string{"Alpha one", "Alpha one", "alpha-1"}, [3]string{"beta TWO", "", "beta-2"},
		[3]string{"Swap A", "", "swap-a"}, [3]string{"Swap B", "", "swap-b"})
	c := s.Connection("")
	c.Base = "OU=Whole way," + s.BaseDN
	d := directory(t, c)
	read := func() []migrate.Group {
		groups, err := d.Groups(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return groups
	}
	provisioned := []migrate.Group{{ID: "1", Name: "Alpha  one "}, {ID: "2", Name: "Beta Two"}}
	result, err := diff.Compare(t.Context(), read(), provisioned, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result.ADSource = d.String()
	targets := Targets{migrate.AD: d}
	swapA, swapB := "Swap B", "Swap A"
	p, err := NewPlan(t.Context(), result, Options{Side: migrate.AD, Attributes: []migrate.Attribute{
		migrate.DisplayName,
		migrate.CommonName,
	}, Choices: []Choice{
		{Group: list[2].ID, Value: &swapA, Attributes: []migrate.Attribute{migrate.CommonName}},
		{Group: list[3].ID, Value: &swapB, Attributes: []migrate.Attribute{migrate.CommonName}},
	}}, targets, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Fixes) != 6 {
		t.Fatalf("%d fixes: %+v", len(p.Fixes), p.Fixes)
	}
	if found := p.Check(Lists{AD: read()}); hasErrors(found) {
		t.Fatalf("the plan is refused: %s", lines(found))
	}
	var file bytes.Buffer
	if err := p.WriteJSON(&file); err != nil {
		t.Fatal(err)
	}
	if p, err = Read(&file); err != nil {
		t.Fatal(err)
	}

	w := open(t, t.TempDir())
	dry, err := Apply(t.Context(), p, ApplyOptions{Targets: targets, DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, dry, map[State]int{Done: 6})
	then, err := diff.Compare(t.Context(), dry.Preview[migrate.AD].Groups(read(), migrate.CommonName), provisioned,
		diff.Options{})
	if err != nil || then.Summary.Exact != 2 || len(dry.Preview[migrate.AD].Changes()) != 7 {
		t.Errorf("by then it would be %+v, %v", then.Summary, err)
	}
	if got := nameOf(t, d, list[0].ID, migrate.CommonName); got != "Alpha one" {
		t.Fatalf("a dry run made it %q", got)
	}

	want := map[string]string{
		list[0].ID: "Alpha  one ", list[1].ID: "Beta Two", list[2].ID: "Swap B",
		list[3].ID: "Swap A",
	}
	before := map[string]string{
		list[0].ID: "Alpha one", list[1].ID: "beta TWO", list[2].ID: "Swap A",
		list[3].ID: "Swap B",
	}
	are := func(when string, names map[string]string) {
		t.Helper()
		for id, name := range names {
			if got := nameOf(t, d, id, migrate.CommonName); got != name {
				t.Fatalf("%s: %q, not %q", when, got, name)
			}
		}
	}
	run := apply(t, p, w, targets)
	expect(t, run, map[State]int{Done: 6})
	are("applied", want)
	if got := nameOf(t, d, list[1].ID, migrate.DisplayName); got != "Beta Two" {
		t.Errorf("displayName is %q", got)
	}
	if run.Problem() != nil {
		t.Errorf("all was done, but: %v", run.Problem())
	}
	again := apply(t, p, w, targets)
	expect(t, again, map[State]int{Skipped: 6})
	if again.Problem() != nil {
		t.Errorf("all is so already, but: %v", again.Problem())
	}

	undo, err := Undo(w.Journal(), Selection{Run: run.Run})
	if err != nil {
		t.Fatal(err)
	}
	if err := undo.ReadObjects(t.Context(), targets, nil); err != nil {
		t.Fatal(err)
	}
	if found := undo.Check(Lists{AD: read()}); hasErrors(found) {
		t.Fatalf("the undo is refused: %s", lines(found))
	}
	undone := apply(t, undo, w, targets)
	expect(t, undone, map[State]int{Done: 6})
	are("undone", before)
	if got := nameOf(t, d, list[1].ID, migrate.DisplayName); got != "" {
		t.Errorf("displayName is %q, and there was none", got)
	}

	redo, err := Undo(w.Journal(), Selection{Run: undone.Run})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, apply(t, redo, w, targets), map[State]int{Done: 6})
	are("done again", want)

	one, err := Undo(w.Journal(), Selection{Group: "beta TWO"})
	if err != nil || len(one.Fixes) != 2 {
		t.Fatalf("undo of one group: %v %+v", err, one)
	}
	expect(t, apply(t, one, w, targets), map[State]int{Done: 2})
	all, err := Undo(w.Journal(), Selection{})
	if err != nil || len(all.Fixes) != 4 {
		t.Fatalf("undo of the rest: %v %+v", err, all)
	}
	expect(t, apply(t, all, w, targets), map[State]int{Done: 4})
	are("all undone", before)
	if none, err := Undo(w.Journal(), Selection{}); err != nil || len(none.Fixes) != 0 {
		t.Errorf("there is nothing left to undo: %v %+v", err, none)
	}
	if _, err := Undo(w.Journal(), Selection{Run: "x"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("an unknown run: %v", err)
	}
}

// ldapmodify has OpenLDAP's client carry out the plan as LDIF.
func ldapmodify(t *testing.T, s *sambatest.Server) {
	var groups [][3]string
	names := sambatest.HostileNames()
	for i := range names {
		groups = append(groups, [3]string{fmt.Sprint("Plain ", i), fmt.Sprint("Shown ", i), fmt.Sprint("ldif-", i)})
	}
	groups = append(groups, [3]string{"Turn 1", "", "turn-1"}, [3]string{"Turn 2", "", "turn-2"})
	list := office(t, s, "By LDIF", groups...)
	d := directory(t, s.Connection(""))
	var plan []Fix
	for i, name := range names {
		plan = append(plan,
			Fix{ID: list[i].ID, DN: list[i].DN, Attribute: migrate.CommonName, Before: groups[i][0], After: name},
			Fix{ID: list[i].ID, DN: list[i].DN, Attribute: migrate.DisplayName, Before: groups[i][1], After: name},
			Fix{
				ID: list[i].ID, DN: list[i].DN, Attribute: migrate.SAMAccountName, Before: groups[i][2],
				After: strings.ToUpper(groups[i][2]),
			})
	}
	n := len(names)
	plan = append(plan,
		Fix{ID: list[n].ID, DN: list[n].DN, Attribute: migrate.CommonName, Before: "Turn 1", After: "Turn 2"},
		Fix{ID: list[n+1].ID, DN: list[n+1].DN, Attribute: migrate.CommonName, Before: "Turn 2", After: "Turn 1"},
		Fix{ID: list[n].ID, DN: list[n].DN, Attribute: migrate.DisplayName, Before: "", After: "Turned"})
	p := fixes(d, migrate.AD, plan...)
	path := filepath.Join(t.TempDir(), "rename.ldif")
	var b bytes.Buffer
	if err := p.WriteLDIF(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func() (string, error) {
		cmd := exec.CommandContext(t.Context(), "ldapmodify", "-x", "-H", s.URL, "-D", s.AdminUser, "-w", s.AdminPassword,
			"-f", path)
		cmd.Env = append(os.Environ(), "LDAPTLS_CACERT="+s.CAFile)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil {
		t.Fatalf("ldapmodify: %v: %s\n%s", err, out, b.String())
	}
	for _, f := range p.Fixes {
		if got := nameOf(t, d, f.ID, f.Attribute); got != f.After {
			t.Errorf("%s is %q, not %q", f.Attribute, got, f.After)
		}
	}
	if out, err := run(); err == nil {
		t.Errorf("a second time nothing is as the plan saw it, but ldapmodify says %s", out)
	}
}

// changedMeanwhile has someone else change groups between the plan and its
// being applied.
func changedMeanwhile(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Meanwhile", [3]string{"Renamed", "", "mw-1"}, [3]string{"Moved", "", "mw-2"},
		[3]string{"Deleted", "", "mw-3"},
		[3]string{"Ready", "", "mw-4"}, [3]string{"Members", "", "mw-5"}, [3]string{"Race", "", "mw-6"})
	d, conn := directory(t, s.Connection("")), s.AdminConn(t)
	var plan []Fix
	for _, g := range list {
		cn, _ := commonName(g.DN)
		plan = append(plan, Fix{ID: g.ID, DN: g.DN, Attribute: migrate.CommonName, Before: cn, After: cn + " after"})
	}
	p := fixes(d, migrate.AD, plan...)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(conn.ModifyDN(rename(list[0].DN, "CN=Other", "")))
	must(conn.ModifyDN(rename(list[1].DN, "CN=Moved", "OU=Groups,"+s.BaseDN)))
	must(conn.Del(del(list[2].DN)))
	must(conn.ModifyDN(rename(list[3].DN, "CN=Ready after", "")))
	must(conn.Modify(describe(list[4].DN))) // a change that is none of the name
	target := hooked{Target: d, before: func(c migrate.Change) {
		if c.ID == list[5].ID {
			must(conn.ModifyDN(rename(list[5].DN, "CN=Faster", "")))
		}
	}}
	r := apply(t, p, open(t, t.TempDir()), Targets{migrate.AD: target})
	expect(t, r, map[State]int{Skipped: 5, Done: 1})
	for i, want := range []string{"“Other” now", "moved to", "does not exist", alreadySo, "", "changed by someone else"} {
		if !strings.Contains(r.Outcomes[i].Why, want) && !errors.Is(r.Outcomes[i].Err, migrate.ErrChanged) {
			t.Errorf("fix %d: %q, not %q", i+1, r.Outcomes[i].Why, want)
		}
	}
	if got := nameOf(t, d, list[5].ID, migrate.CommonName); got != "Faster" {
		t.Errorf("someone else's change was overwritten: %q", got)
	}
	if migrate.ClassOf(r.Problem()) != migrate.Partial {
		t.Errorf("the problem is %v", r.Problem())
	}
}

// noRights applies as accounts of the directory that may not write, or not all.
func noRights(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Closed", [3]string{"Closed", "Closed", "closed"})
	var groups []Fix
	for _, account := range []string{sambatest.Reader, sambatest.Helpdesk} {
		d := directory(t, s.Connection(account))
		groups = []Fix{
			{ID: list[0].ID, DN: list[0].DN, Attribute: migrate.CommonName, Before: "Closed", After: "Open"},
			{ID: list[0].ID, DN: list[0].DN, Attribute: migrate.DisplayName, Before: "Closed", After: "Open"},
		}
		p := fixes(d, migrate.AD, groups...)
		targets := Targets{migrate.AD: d}
		if err := p.ReadObjects(t.Context(), targets, nil); err != nil {
			t.Fatal(err)
		}
		if found := p.Check(Lists{}); !hasErrors(found) || !strings.Contains(lines(found), "may not write displayName") {
			t.Errorf("%s: the check says %s", account, lines(found))
		}
		r := apply(t, p, open(t, t.TempDir()), targets)
		expect(t, r, map[State]int{Failed: 2})
		for _, o := range r.Outcomes {
			if !errors.Is(o.Err, migrate.ErrDenied) {
				t.Errorf("%s: %s: %v", account, o.Fix.Attribute, o.Err)
			}
		}
		// With the first error the run ends.
		r, err := Apply(t.Context(), p, ApplyOptions{Targets: targets, Journal: open(t, t.TempDir()).Journal()})
		if err != nil {
			t.Fatal(err)
		}
		if r.Count(Failed) == 0 || r.Problem() == nil {
			t.Errorf("%s: %s", account, r.Summary())
		}
	}
}

// canceled ends a run between two changes.
func canceled(t *testing.T, s *sambatest.Server) {
	list := office(t, s, "Canceled", [3]string{"Turn A", "", "cancel-1"}, [3]string{"Turn B", "", "cancel-2"},
		[3]string{"Cancel C", "", "cancel-3"})
	d := directory(t, s.Connection(""))
	p := fixes(d, migrate.AD,
		Fix{ID: list[0].ID, DN: list[0].DN, Attribute: migrate.CommonName, Before: "Turn A", After: "Turn B"},
		Fix{ID: list[1].ID, DN: list[1].DN, Attribute: migrate.CommonName, Before: "Turn B", After: "Turn A"},
		Fix{ID: list[2].ID, DN: list[2].DN, Attribute: migrate.CommonName, Before: "Cancel C", After: "Cancel D"})
	for at := 1; ; at++ {
		ctx, cancel := context.WithCancel(t.Context())
		made := 0
		target := hooked{Target: d, before: func(migrate.Change) {
			if made++; made == at {
				cancel()
			}
		}}
		w := open(t, t.TempDir())
		r, err := Apply(ctx, p, ApplyOptions{Targets: Targets{migrate.AD: target}, Journal: w.Journal()})
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		for _, g := range list {
			if got := nameOf(t, d, g.ID, migrate.CommonName); strings.HasPrefix(got, "ad2scim-tmp") {
				t.Fatalf("canceled at change %d: a group is left as %q", at, got)
			}
		}
		checkJournal(t, w)
		if r.Count(Unknown)+r.Count(Failed) != 0 {
			t.Fatalf("canceled at change %d: %s", at, r.Summary())
		}
		apply(t, p, w, Targets{migrate.AD: d})
		undo, err := Undo(w.Journal(), Selection{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, apply(t, undo, w, Targets{migrate.AD: d}), map[State]int{Done: 3})
		if made < at {
			return
		}
	}
}

// sideBySide makes many changes at the same time, and stops at the third that
// fails.
func sideBySide(t *testing.T, s *sambatest.Server) {
	var groups [][3]string
	for i := range 24 {
		groups = append(groups, [3]string{fmt.Sprint("Many ", i), "", fmt.Sprint("many-", i)})
	}
	list := office(t, s, "Many", groups...)
	d := directory(t, s.Connection(""))
	var plan, bad []Fix
	for i, g := range list {
		f := Fix{
			ID: g.ID, DN: g.DN, Attribute: migrate.CommonName, Before: groups[i][0],
			After: strings.ToUpper(groups[i][0]),
		}
		plan = append(plan, f)
		f.Before, f.After = f.After, "Many 0"
		f.DN = renamed(f.DN, f.Before)
		if i > 0 {
			bad = append(bad, f)
		}
	}
	w := open(t, t.TempDir())
	told, last := 0, migrate.Progress{}
	r, err := Apply(t.Context(), fixes(d, migrate.AD, plan...), ApplyOptions{
		Targets: Targets{migrate.AD: d},
		Journal: w.Journal(), Concurrency: 4,
		Each: func(Outcome) { told++ }, Report: func(p migrate.Progress) { last = p },
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Done: 24})
	checkJournal(t, w)
	if told != 24 || last.Done != 24 || last.Total != 24 {
		t.Errorf("%d were told of, the last progress is %+v", told, last)
	}
	p := fixes(d, migrate.AD, bad...) // all of them to a name that another has
	if found := p.Check(Lists{}); !hasErrors(found) {
		t.Error("the check finds nothing")
	}
	r, err = Apply(t.Context(), p, ApplyOptions{Targets: Targets{migrate.AD: d}, Journal: w.Journal(), StopAfterErrors: 3})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Failed: 3, NotStarted: 20})
	for _, o := range r.Outcomes[:3] {
		if !errors.Is(o.Err, migrate.ErrTaken) {
			t.Errorf("it failed because: %v", o.Err)
		}
	}
	runs, err := Runs(w.Journal())
	if err != nil || len(runs) != 2 || runs[0].Done != 24 || runs[0].Ended.IsZero() || runs[1].NotDone != 3 ||
		runs[1].Fixes != 23 {
		t.Errorf("the runs are %+v, %v", runs, err)
	}
}
