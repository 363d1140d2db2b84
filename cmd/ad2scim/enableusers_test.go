//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
)

// usersFile returns a list as Excel writes it, with one user who doesn't exist.
func usersFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "users.csv")
	text := "\ufeffName,Mail\r\nAnn,ann@example.com\r\nBob,bob@example.com\r\nNobody,nobody@example.com\r\nAnn,ANN@example.com\r\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The users of a list are planned, assigned, recorded in the journal, and removed again: only
// those that this program assigned.
func TestUsersOfAListAtOkta(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	app := e.AddApp("Dashlane", "PUSH_NEW_USERS", "GROUP_PUSH")
	e.AddPerson("ann@example.com", "ACTIVE")
	bob := e.AddPerson("bob@example.com", "ACTIVE")
	e.Assign(app, e.AddGroup("Sales", bob))
	assign := []string{
		"--app", "Dashlane", "--path", "self-hosted", "--assign", "--users", usersFile(t), "--format", "csv",
	}
	out, status := e.run(t, append(slices.Clone(assign), "--plan")...)
	for _, want := range []string{
		"add,ann@example.com,", "keep,bob@example.com,", "missing,nobody@example.com,", "has access by a group",
	} {
		if !strings.Contains(out, want) || status != 0 {
			t.Errorf("%d: no %q: %s", status, want, out)
		}
	}
	if len(e.AssignedUsers(app)) > 0 || strings.Contains(e.journal(t), "ann@example.com") {
		t.Error("a plan assigned somebody")
	}
	if out, status := e.run(t, append(slices.Clone(assign), "--yes")...); status != 2 || len(e.AssignedUsers(app)) > 0 {
		t.Error("against the requirements:", status, out)
	}
	assign = append(assign, "--yes", "--force", "a test company")
	out, status = e.run(t, assign...)
	if status != 0 || !slices.Equal(e.AssignedUsers(app), []string{"ann@example.com"}) {
		t.Error(status, out, e.AssignedUsers(app))
	}
	if !strings.Contains(e.journal(t), "assign the user ann@example.com") {
		t.Error(e.journal(t))
	}
	if out, status := e.run(t, assign...); status != 0 || !strings.Contains(out, "keep,ann@example.com") {
		t.Error("again:", status, out)
	}
	if out, status := e.run(t, "--app", "Dashlane", "--disable", "--yes"); status != 0 || len(e.AssignedUsers(app)) > 0 ||
		!strings.Contains(out, "assign the user ann@example.com") {
		t.Error(status, out, e.AssignedUsers(app))
	}
	if out, status := e.run(t, "--app", "Dashlane", "--disable", "--yes"); status != 2 ||
		!strings.Contains(out, "nothing to undo") {
		t.Error(status, out)
	}
}

// JumpCloud's API doesn't report whether it provisions, so users are removed only after the
// admin confirms that it doesn't.
func TestUsersOfAListAtJumpCloud(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	s := jumpcloudtest.Start(t)
	app := s.AddApp("Dashlane")
	ann, bob := s.AddUser("ann@example.com", "ACTIVATED"), s.AddUser("bob@example.com", "STAGED")
	f := atProvider(t, "jumpcloud:Dashlane", []string{
		"AD2SCIM_JUMPCLOUD_URL=" + s.URL, "AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey, "AD2SCIM_SCIM_TOKEN=" + enableToken,
	}, "Sales")
	enable := append([]string{"enable", "--idp", "jumpcloud", "--app", "Dashlane"}, f.flags[len(f.flags)-2:]...)
	run := func(want int, more ...string) string {
		t.Helper()
		out, errOut, status := f.run(t, append(slices.Clone(enable), more...)...)
		if status != want {
			t.Errorf("%q: status %d, not %d: %s%s", more, status, want, out, errOut)
		}
		return out + errOut
	}
	out := run(0, "--assign", "--path", "self-hosted", "--users", usersFile(t), "--yes", "--force", "a test company")
	if !s.UserAssigned(app, ann) || !s.UserAssigned(app, bob) || !strings.Contains(out, "may not be provisioned") {
		t.Error(out)
	}
	out = run(4, "--disable", "--yes")
	if !s.UserAssigned(app, ann) || !strings.Contains(out, "Deactivate IdM Connection") ||
		!strings.Contains(out, "--attest start") {
		t.Error(out)
	}
	run(0, "--disable", "--yes", "--attest", "start")
	if s.UserAssigned(app, ann) || s.UserAssigned(app, bob) {
		t.Error("the users are still assigned")
	}
	run(2, "--disable", "--yes")
}

// Dashlane's audit log is the best evidence of the groups that AD sync made. It can be
// connected instead of AD, and decides what is pushed.
func TestAuditLogInsteadOfAD(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	e := startEnabling(t)
	e.Ago = time.Hour // no recent log events
	app := e.AddApp("Dashlane", oktatest.CustomSAML...)
	e.AddRemote(app, "Sales EMEA", "Board")
	for _, name := range []string{"Sales EMEA", "Board", "Old", "sales emea west", "Wiki"} {
		e.AddGroup(name)
	}
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	if err := os.WriteFile(log, []byte(
		`{"log_type":"user_group_created","date_time":1795000000000,"properties":{"group_id":"1","group_name":"Sales"}}
{"log_type":"user_group_created","date_time":1795000001000,"properties":{"group_id":"2","group_name":"Board"}}
{"log_type":"user_group_created","date_time":1795000002000,"properties":{"group_id":"3","group_name":"Old"}}
{"log_type":"user_group_renamed","date_time":1795000003000,"properties":{"group_id":"1","old_group_name":"Sales","new_group_name":"Sales EMEA"}}
{"log_type":"user_group_deleted","date_time":1795000004000,"properties":{"group_id":"3","group_name":"Old"}}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	with := func(want int, args ...string) string {
		t.Helper()
		cmd, out := e.command()
		cmd.Args = append([]string{program}, args...)
		cmd.Run() // the status is checked below
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%q: status %d, not %d: %s", args, got, want, out)
		}
		return out.String()
	}
	with(0, "steps", "choose", "--path", "self-hosted", "--idp", "okta")
	with(0, "connect", "--ad", log)
	out := with(1, "diff", "--scim", oneGroup(t, "Board"), "--all")
	if !strings.Contains(out, "1 exact") || !strings.Contains(out, "Sales EMEA") || strings.Contains(out, "Old") {
		t.Error(out)
	}
	plan, status := e.run(t, enableWith("--plan")...)
	for _, want := range []string{`push of "Sales EMEA"`, `push of "Board"`, "2 more imported"} {
		if status != 0 || !strings.Contains(plan, want) {
			t.Errorf("%d: no %q: %s", status, want, plan)
		}
	}
	for _, other := range []string{`push of "Old"`, `push of "Wiki"`, `push of "sales emea west"`} {
		if strings.Contains(plan, other) {
			t.Errorf("%s: %s", other, plan)
		}
	}
	// Dashlane already has these groups, so nothing is pushed by name before the import.
	args := enableWith("--apply", "--yes", "--force", "a test company", "--attest", "endpoint,test,users,scope,start")
	if out, status := e.run(t, args...); status != 4 || len(e.Pushes(app)) > 0 {
		t.Error(status, out, e.Pushes(app))
	}
	e.Import(app)
	e.run(t, append(args, "--attest", "import")...)
	if got := e.Pushes(app); !slices.Equal(got, []string{"Board>Board ACTIVE", "Sales EMEA>Sales EMEA ACTIVE"}) {
		t.Errorf("%q", got)
	}
	if got := e.Remote(app); !slices.Equal(got, []string{"Board", "Sales EMEA"}) {
		t.Errorf("at Dashlane: %q", got)
	}
}
