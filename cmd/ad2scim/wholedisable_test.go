//go:build unix

package main_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
)

// Pushes made by enable are removed, and an earlier one stays. What a fault left incomplete
// isn't reported as done.
func TestDisableAtOkta(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	for _, status := range []int{0, 401, 500, 503} {
		e := startEnabling(t)
		e.Ago = time.Hour
		app := e.AddApp("Dashlane", oktatest.CustomSAML...)
		earlier := e.AddGroup("IT")
		e.AddGroup("Sales")
		e.connectAD(t, "IT", "Sales")
		e.AddMapping(app, earlier, e.AddTarget(app, "IT"), "ACTIVE", "")
		e.Provision(app, "SUCCESS", "")
		before := e.Pushes(app)
		e.run(t, enableWith("--apply", "--yes", "--force", "a test company", "--attest",
			"endpoint,test,users,import,scope")...) // the start is left to the admin
		if got := e.Pushes(app); !slices.Equal(got, []string{"IT>IT ACTIVE", "Sales>Sales ACTIVE"}) {
			t.Fatalf("%q", got)
		}
		e.Assign(app, e.AddGroup("By another admin")) // which doesn't block
		disable := []string{"--app", "Dashlane", "--disable", "--yes"}
		if status != 0 {
			e.Fail("DELETE", "/group-push/mappings", status, 1)
			if out, code := e.run(t, disable...); code != 3 && code != 4 {
				t.Errorf("%d: exit status %d: %s", status, code, out)
			}
			if got := e.Pushes(app); !slices.Equal(got, []string{"IT>IT ACTIVE", "Sales>Sales INACTIVE"}) ||
				strings.Contains(e.journal(t), "done: undo") {
				t.Errorf("%d: %q, and the journal says %s", status, got, e.journal(t))
			}
		}
		if out, code := e.run(t, disable...); code != 4 || !strings.Contains(out,
			"to do by hand") { // the admin set the endpoint
			t.Errorf("%d: exit status %d: %s", status, code, out)
		}
		if got := e.Pushes(app); !slices.Equal(got, before) || !strings.Contains(e.journal(t), "done: undo") {
			t.Errorf("%d: undone: %q, want %q", status, got, before)
		}
	}
}

// JumpCloud has no API for these steps: each is left to the admin, and nothing is written.
func TestDisableAtJumpCloud(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	s := jumpcloudtest.Start(t)
	app := s.AddApp("Dashlane")
	s.Assign(app, s.AddGroup("Sales", s.AddUser("ann@example.com", "ACTIVATED")))
	f := atProvider(t, "jumpcloud:Dashlane", []string{
		"AD2SCIM_JUMPCLOUD_URL=" + s.URL,
		"AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey, "AD2SCIM_SCIM_TOKEN=" + enableToken,
	}, "Sales")
	enable := append([]string{"enable", "--idp", "jumpcloud", "--app", "Dashlane"}, f.flags[len(f.flags)-2:]...)
	if out, errOut, code := f.run(t, append(slices.Clone(enable), "--disable", "--yes")...); code != 2 ||
		!strings.Contains(errOut, "nothing to undo") {
		t.Error(code, out, errOut)
	}
	f.run(t, append(slices.Clone(enable), "--path", "self-hosted", "--endpoint", "https://id.example.com/scim/2.0",
		"--apply", "--yes", "--force", "a test company", "--attest", "endpoint,test,users,groups,scope,start")...)
	out, errOut, code := f.run(t, append(slices.Clone(enable), "--disable", "--yes")...)
	if code != 4 || strings.Count(out, "to do by hand") != 3 || !strings.Contains(errOut, "3 steps are left for you") ||
		!strings.Contains(errOut, "--attest start,groups,endpoint") {
		t.Error(code, out, errOut)
	}
	last := -1 // sending stops first, then the groups, and the connection last
	for _, do := range []string{
		"click Deactivate IdM Connection", "Group Management: set it",
		"the endpoint and the token may stay",
	} {
		at := strings.Index(errOut, do)
		if at <= last {
			t.Errorf("%q is not in its place: %s", do, errOut)
		}
		last = at
	}
	if out, errOut, code := f.run(t, append(slices.Clone(enable), "--disable", "--yes", "--attest",
		"start,groups,endpoint")...); code != 0 {
		t.Error(code, out, errOut)
	}
	for _, r := range s.Requests() {
		if !strings.HasPrefix(r, "GET ") {
			t.Error("written:", r)
		}
	}
}
