//go:build unix

package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/scim/scimmytest"
)

// syncedTenant is a Samba domain whose groups Entra Connect syncs to Entra by their
// displayName. Entra is a stand-in.
func syncedTenant(t *testing.T) (fixing, *entratest.Server) {
	s := entratest.Start(t)
	f := fixing{folder: t.TempDir()}
	f.samba, f.scim = sambatest.Start(t), &scimmytest.Server{Token: "no-token-is-used-here"}
	f.env = []string{
		"AD2SCIM_AD_PASSWORD=" + f.samba.AdminPassword, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"AD2SCIM_ENTRA_TENANT=example", "AD2SCIM_ENTRA_CLIENT_ID=client", "AD2SCIM_ENTRA_CLIENT_SECRET=" + entratest.Secret,
		"AD2SCIM_ENTRA_GRAPH_URL=" + s.URL, "AD2SCIM_ENTRA_LOGIN_URL=" + s.URL,
	}
	f.flags = []string{
		"--ad", f.samba.URL, "--ad-user", sambatest.Helpdesk + "@" + f.samba.Domain, "--ad-ca", f.samba.CAFile,
		"--ad-base", "OU=Groups," + sambatest.BaseDN, "--scim", "entra:Dashlane",
		"--workspace", filepath.Join(f.folder, "ws"),
	}
	s.Change(func(st *entratest.State) {
		for id, name := range map[string]string{"g-1": "Sales EMEA", "g-2": "Finance Admins", "g-3": "OPS–Oslo"} {
			st.Groups = append(st.Groups, &entratest.Group{ID: id, Name: name, Synced: id != "g-3"})
			st.Assigned = append(st.Assigned, id)
		}
	})
	return f, s
}

// The name of a synced group can't be changed in Entra. Once the script is verified stopped,
// its displayName in AD is changed to the name that AD sync used. After a cycle of Entra
// Connect the names are exact, and undo restores the displayName. A cloud group is renamed in
// Entra.
func TestNamesThatEntraConnectSyncs(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	f, s := syncedTenant(t)
	out, errOut := f.fix(t, 1, "plan", "--out", f.plan())
	if !strings.Contains(out, "Active Directory, by Entra Connect") || !strings.Contains(errOut, "--through-ad") ||
		!strings.Contains(out, "Ops–Oslo") {
		t.Error(out, errOut)
	}
	through := filepath.Join(f.folder, "through.json")
	args := []string{"plan", "--through-ad", "--only", "sales emea", "--out", through}
	if _, errOut := f.fix(t, 2, args...); !strings.Contains(errOut, "the AD sync script isn't verified as stopped") ||
		!strings.Contains(errOut, "ad2scim sync verify") {
		t.Error(errOut)
	}
	w := withState(t, map[string]any{"playbook": map[string]any{"steps": map[string]any{
		"script-stopped": step("done-verified", time.Now().UTC().Add(-time.Hour)),
	}}})
	ws := f.flags[len(f.flags)-1]
	if err := os.RemoveAll(ws); err != nil {
		t.Fatal(err)
	}
	f.flags[len(f.flags)-1] = filepath.Join(w.folder, "ws")
	if out, errOut := f.fix(t, 1, args...); !strings.Contains(out, "displayName") || !strings.Contains(out,
		"address book") || !strings.Contains(out, "next cycle of the directory sync") {
		t.Error(out, errOut)
	}
	if _, errOut := f.fix(t, 2, append(args[:2:2], "--ad-name", "displayName")...); !strings.Contains(errOut,
		"the AD names are taken from displayName") {
		t.Error(errOut)
	}
	if r := f.result(t, 0, "apply", through); r.Summary.Done != 1 || r.Outcomes[0].Before != "Sales EMEA" ||
		r.Outcomes[0].After != "sales emea" {
		t.Errorf("%+v", r)
	}
	if out, _ := f.fix(t, 0, append(args[:4:4], "--format", "table")...); !strings.Contains(out,
		"wait for the next sync cycle") {
		t.Error("before the cycle:", out)
	}
	s.Change(func(st *entratest.State) { // a cycle of Entra Connect
		for _, g := range st.Groups {
			if g.Name == "Sales EMEA" {
				g.Name = "sales emea"
			}
		}
	})
	if out, _ := f.fix(t, 1, "plan", "--side", string(migrate.SCIM)); strings.Contains(out, "sales emea") {
		t.Error("after the cycle:", out)
	}
	if r := f.result(t, 0, "undo"); r.Summary.Done != 1 || r.Outcomes[0].After != "Sales EMEA" {
		t.Errorf("%+v", r)
	}
}
