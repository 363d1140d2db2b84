//go:build unix

package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/scim/scimmytest"
)

// twoDomains is a lab of two domains, each with a group of the same name, and a list of
// provisioned groups.
func twoDomains(t *testing.T) fixing {
	t.Helper()
	corp, sales := sambatest.Start(t), sambatest.Start(t, sambatest.EmptyDomain("sales.example.net", "SALES"))
	f := fixing{folder: t.TempDir()}
	f.samba, f.scim = corp, &scimmytest.Server{Token: "no-token-is-used-here"}
	write := func(name, text string) string {
		path := filepath.Join(f.folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	add := func(s *sambatest.Server, name string) {
		sambatest.Create(t, s.AdminConn(t), "CN="+name+",CN=Users,"+s.BaseDN, "objectClass", "group", "sAMAccountName",
			strings.ReplaceAll(name, " ", "-"))
	}
	add(corp, "Two Domains East")
	add(sales, "Two Domains West")
	add(corp, "Two Domains Twin")
	add(sales, "Two Domains Twin")
	password := write("password", corp.AdminPassword)
	f.flags = []string{"--ad-filter", "(cn=Two Domains*)", "--ad-password-file", password}
	for _, s := range []*sambatest.Server{corp, sales} {
		f.flags = append(f.flags, "--ad", s.URL, "--ad-user", s.AdminUser, "--ad-ca", s.CAFile)
	}
	f.flags = append(f.flags, "--scim", write("scim.csv",
		"id,name\n1,two domains east\n2,TWO DOMAINS WEST\n3,Two Domains Twin\n"), "--workspace",
		filepath.Join(f.folder, "ws"))
	return f
}

// Two domains in one comparison: each group shows its domain, a conflict shows both, and every
// rename is made and undone at the group's own domain controller.
func TestTwoDomainsByCommand(t *testing.T) {
	t.Parallel()
	f := twoDomains(t)
	corp, sales := f.flags[5], f.flags[11]
	out, errOut, status := f.run(t, append([]string{"diff", "--format", "json"}, f.flags...)...)
	var r struct {
		AD struct {
			Sources []struct {
				Source, Filter string
				NameAttribute  string `json:"name_attribute"`
				Groups         int
			}
		}
		Summary struct{ Differs, Conflict, Conflicts int }
		Rows    []struct {
			Status string
			AD     *struct{ Name, Source string }
		}
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || status != 1 {
		t.Fatalf("%v, exit status %d: %s", err, status, errOut)
	}
	if len(r.AD.Sources) != 2 || r.AD.Sources[0].Source != corp || r.AD.Sources[1].Groups != 2 ||
		r.AD.Sources[0].NameAttribute != "name" || r.AD.Sources[0].Filter == "" || r.Summary.Differs != 2 ||
		r.Summary.Conflicts != 1 || r.Summary.Conflict != 3 {
		t.Errorf("%+v", r)
	}
	if out, _, _ := f.run(t, append([]string{"diff"}, f.flags...)...); !strings.Contains(out, corp) ||
		!strings.Contains(out, sales) || !strings.Contains(out, "1 conflict") {
		t.Errorf("the conflict does not show both domains:\n%s", out)
	}
	f.reportsBoth(t, corp, sales)
	plan, _ := f.fix(t, 1, "plan", "--side", "ad", "--out", f.plan())
	for _, want := range []string{"1 change at " + corp, "1 change at " + sales} {
		if !strings.Contains(plan, want) {
			t.Errorf("no %q in\n%s", want, plan)
		}
	}
	if r := f.result(t, 0, "apply", f.plan()); r.Summary.Done != 2 {
		t.Fatalf("%+v", r)
	}
	if again := f.watchOnce(t, 1); again["exact-again"][corp] != 1 || again["exact-again"][sales] != 1 ||
		len(again["drift"]) != 0 {
		t.Errorf("after the renames: %v", again)
	}
	names := func() (all []string) {
		out, _, _ := f.run(t, append([]string{"diff", "--format", "json"}, f.flags...)...)
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		for _, row := range r.Rows {
			if row.AD != nil && row.Status != "conflict" {
				all = append(all, row.AD.Name+" at "+row.AD.Source)
			}
		}
		slices.Sort(all)
		return all
	}
	if got := names(); !slices.Equal(got, []string{"TWO DOMAINS WEST at " + sales, "two domains east at " + corp}) {
		t.Errorf("after the renames %q", got)
	}
	f.result(t, 0, "undo")
	if got := names(); !slices.Equal(got, []string{"Two Domains East at " + corp, "Two Domains West at " + sales}) {
		t.Errorf("after undo %q", got)
	}
}

// reportsBoth checks that watch and the report name the domain of each group, and that both
// domains are connected.
func (f fixing) reportsBoth(t *testing.T, corp, sales string) {
	t.Helper()
	out, errOut, status := f.run(t, append([]string{"connect", "--format", "json"}, f.flags...)...)
	if status != 0 || !strings.Contains(out, `"source": "`+corp+", "+sales+`"`) || !strings.Contains(out, `"groups": 4`) {
		t.Errorf("connect: status %d: %s%s", status, out, errOut)
	}
	drift := f.watchOnce(t, 1)["drift"]
	if drift[corp] != 2 || drift[sales] != 2 {
		t.Errorf("watch: %v", drift)
	}
	workspace := f.flags[len(f.flags)-2:]
	for _, format := range []string{"markdown", "html", "csv", "table"} {
		out, errOut, status := f.run(t, append([]string{"report", "--format", format}, workspace...)...)
		for _, want := range []string{corp, sales, "Two Domains East", "Two Domains West"} {
			if status != 0 || !strings.Contains(out, want) {
				t.Errorf("report as %s: status %d, no %q in\n%s%s", format, status, want, out, errOut)
			}
		}
	}
}

// watchOnce runs one round of watch and counts its events by type and by the AD group's domain.
func (f fixing) watchOnce(t *testing.T, want int) map[string]map[string]int {
	t.Helper()
	out, errOut, status := f.run(t, append([]string{"watch", "--once"}, f.flags...)...)
	if status != want {
		t.Errorf("watch: status %d, want %d: %s%s", status, want, out, errOut)
	}
	count := map[string]map[string]int{}
	for line := range strings.Lines(out) {
		var e struct {
			Event, Text string
			Source      string `json:"ad_source"`
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.Source != "" && !strings.Contains(e.Text, " in "+e.Source) {
			t.Errorf("the text leaves out the domain: %s", line)
		}
		if count[e.Event] == nil {
			count[e.Event] = map[string]int{}
		}
		count[e.Event][e.Source]++
	}
	return count
}
