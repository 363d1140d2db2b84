//go:build unix

package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
	"ad2scim/migrate/idp/okta/oktatest"
	"ad2scim/migrate/scim/scimmytest"
)

// atProvider returns a fixing whose SCIM side is an app at an identity provider. It is a
// stand-in, because no live tenant is available to tests.
func atProvider(t *testing.T, source string, env []string, names ...string) fixing {
	t.Helper()
	f := fixing{folder: t.TempDir()}
	file := filepath.Join(f.folder, "ad.csv")
	if err := os.WriteFile(file, []byte("name\n"+strings.Join(names, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.samba, f.scim = &sambatest.Server{AdminPassword: "no-password-is-used-here"},
		&scimmytest.Server{Token: "no-token-is-used-here"}
	f.flags = []string{"--ad", file, "--scim", source, "--workspace", filepath.Join(f.folder, "ws")}
	f.env = append(env, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return f
}

// exact makes the names exact and undoes that. elsewhere is the number of names that can be
// changed only in Active Directory.
func (f fixing) exact(t *testing.T, names, elsewhere int) {
	t.Helper()
	out, _ := f.fix(t, 1, "plan", "--out", f.plan())
	if strings.Count(out, "left out: ") != elsewhere {
		t.Errorf("the plan leaves out others than %d: %s", elsewhere, out)
	}
	r := f.result(t, 0, "apply", f.plan())
	if r.Summary.Done != names || r.Remaining.Summary.Exact != names || r.Remaining.Summary.Differs != elsewhere {
		t.Errorf("%+v, then %+v", r.Summary, r.Remaining.Summary)
	}
	if r := f.result(t, 0, "undo"); r.Summary.Done != names || r.Remaining.Summary.Differs != names+elsewhere {
		t.Errorf("undone: %+v, then %+v", r.Summary, r.Remaining.Summary)
	}
}

func TestFixAtOkta(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	s := oktatest.Start(t)
	app := s.AddApp("Dashlane", oktatest.CustomSAML...)
	guid := []byte("0123456789abcdef")
	for _, id := range []string{
		s.AddGroup("sales emea"), s.AddGroup("Finance  Admins"),
		s.AddADGroup("payroll", guid, "S-1-5-21-1-2-3-1104"),
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/api/v1/apps/"+app+"/groups/"+id,
			strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "SSWS "+s.Token)
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		resp.Body.Close()
	}
	f := atProvider(t, "okta:Dashlane", []string{"AD2SCIM_OKTA_URL=" + s.URL, "AD2SCIM_OKTA_TOKEN=" + s.Token},
		"Sales EMEA", "Finance Admins", "Payroll")
	f.exact(t, 2, 1)
	f.fix(t, 1, "plan", "--out", filepath.Join(f.folder, "again.json"))
	s.Fail(http.MethodPut, "/api/v1/groups/", http.StatusTooManyRequests, 2)
	if r := f.result(t, 0, "apply", filepath.Join(f.folder, "again.json")); r.Summary.Done != 2 {
		t.Errorf("in a storm: %+v", r.Summary)
	}
}

func TestFixAtJumpCloud(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	s := jumpcloudtest.Start(t)
	app := s.AddApp("Dashlane")
	s.Assign(app, s.AddGroup("sales emea"), s.AddGroup("Finance\u00a0Admins"))
	f := atProvider(t, "jumpcloud:Dashlane", []string{
		"AD2SCIM_JUMPCLOUD_URL=" + s.URL,
		"AD2SCIM_JUMPCLOUD_API_KEY=" + s.APIKey,
	}, "Sales EMEA", "Finance Admins")
	f.exact(t, 2, 0)
}
