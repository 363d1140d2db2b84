package fix

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
	"ad2scim/migrate/fix/psgrammartest"

	"github.com/go-ldap/ldap/v3"
	"github.com/go-ldap/ldif"
)

// hostileNames are names that try to break out of a script or a line.
var hostileNames = append(sambatest.HostileNames(), "'; Remove-ADGroup x; '", "’; Remove-ADGroup x ‘",
	"a\nRemove-ADGroup x", "-", "--% x", "@'\nx\n'@",
	"<#", "#>", "a`", "$env:x", "@(1)", "<http://x", ": a", "a ", "\\", "=", "\u2028", "😀")

// scripted returns a plan that gives every hostile name to each attribute.
func scripted() *Plan {
	p := newPlan()
	for _, name := range hostileNames {
		for _, a := range []migrate.Attribute{migrate.CommonName, migrate.DisplayName, migrate.SAMAccountName} {
			p.add(Fix{
				Side: migrate.AD, Target: "ldaps://dc", ID: "0f0e0d0c-0b0a-0908-0706-050403020100",
				DN: "CN=Before,OU=Groups,DC=corp", Attribute: a, Before: "Before", After: name,
			})
		}
		p.add(Fix{
			Side: migrate.SCIM, Target: "https://id", ID: "=1+1", Attribute: migrate.DisplayName, Before: name,
			After: name + "x",
		})
	}
	return p
}

func TestPowerShellParses(t *testing.T) {
	p := scripted()
	var b bytes.Buffer
	if err := p.WritePowerShell(&b); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(b.String(), "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("line %d is not printable ASCII: %q", i+1, line)
		}
	}
	calls := psgrammartest.Check(t, b.String())[0]
	if t.Failed() {
		t.FailNow()
	}
	allowed := []string{
		"Set-StrictMode", "Import-Module", "Get-Module", "Show-Name", "Get-ADGroup", "Get-GroupName",
		"Test-Same", "Write-Output", "Write-Warning", "Rename-ADObject", "Set-ADGroup", "Set-GroupName", "Complete-Run",
	}
	count := 0
	for _, c := range calls {
		if !slices.Contains(allowed, c) {
			t.Errorf("a name became a command: %s", c)
		}
		if c == "Set-GroupName" {
			count++
		}
	}
	if count != 3*len(hostileNames) {
		t.Errorf("%d changes are called, not %d", count, 3*len(hostileNames))
	}
}

func TestScriptsRefuseWhatTheyCannotHold(t *testing.T) {
	p := newPlan()
	p.add(Fix{Side: migrate.AD, DN: "CN=a", Attribute: migrate.DisplayName, Before: "a", After: "b\xff"})
	for _, write := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return p.WritePowerShell(b) },
		func(b *bytes.Buffer) error { return p.WriteLDIF(b) },
		func(b *bytes.Buffer) error { return p.WriteCSV(b) }, // it has nothing of that side
	} {
		if err := write(&bytes.Buffer{}); migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestCSV(t *testing.T) {
	p := scripted()
	var b bytes.Buffer
	if err := p.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(hostileNames) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows[1:] {
		want := hostileNames[i] + "x"
		exact, _ := base64.StdEncoding.DecodeString(row[5])
		if string(exact) != want || (row[4] == "yes") != (row[3] == want) {
			t.Errorf("%q is %q", want, row)
		}
		for _, c := range row {
			if c != "" && strings.ContainsAny(c[:1], "=+-@") && len(c) > 1 ||
				strings.ContainsFunc(c, func(r rune) bool { return r < ' ' }) {
				t.Errorf("a cell is not safe: %q", c)
			}
		}
	}
}

// checkLDIF writes a rename and a modify, and reads them back with go-ldap's
// parser.
func checkLDIF(t *testing.T, before, after string) {
	if !utf8.ValidString(before) || !utf8.ValidString(after) || before == after || before == "" || after == "" ||
		strings.Contains(before+after, "\x00") {
		return // no rename that LDIF could hold
	}
	p := newPlan()
	f := Fix{
		Side: migrate.AD, ID: "1", DN: "CN=" + escapeRDN(before) + ",OU=G,DC=c", Attribute: migrate.CommonName,
		Before: before, After: after,
	}
	p.add(f)
	f.Attribute = migrate.DisplayName
	p.add(f)
	var b bytes.Buffer
	if err := p.WriteLDIF(&b); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(b.String(), func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }) {
		t.Fatalf("not printable ASCII: %q", b.String())
	}
	rename, rest, _ := strings.Cut(b.String(), "\n\n")
	if got := fields(t, rename); got["dn"] != f.DN || got["changetype"] != "modrdn" || got["deleteoldrdn"] != "1" ||
		got["newrdn"] != "CN="+escapeRDN(after) {
		t.Fatalf("the rename is %q", got)
	}
	// go-ldap's parser knows modify, but not modrdn.
	parsed, err := ldif.Parse(rest)
	if err != nil || len(parsed.Entries) != 1 {
		t.Fatalf("%v in\n%s", err, rest)
	}
	m := parsed.Entries[0].Modify
	if m == nil || len(m.Changes) != 2 || m.Changes[0].Modification.Vals[0] != before ||
		m.Changes[1].Modification.Vals[0] != after {
		t.Fatalf("the modify is %+v in\n%s", m, rest)
	}
	dn, err := ldap.ParseDN(m.DN)
	if err != nil {
		t.Fatalf("%q: %v", m.DN, err)
	}
	if got := dn.RDNs[0].Attributes[0].Value; len(dn.RDNs) != 3 || got != after {
		t.Fatalf("after the rename the DN is %q (%q), for %q", m.DN, got, after)
	}
}

// fields reads a record in which every attribute is there once (RFC 2849).
func fields(t *testing.T, record string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for l := range strings.SplitSeq(record, "\n") {
		name, value, _ := strings.Cut(l, ":")
		if encoded, ok := strings.CutPrefix(value, ": "); ok {
			raw, err := base64.StdEncoding.DecodeString(encoded)
			if err != nil {
				t.Fatal(err)
			}
			got[name] = string(raw)
		} else {
			got[name] = strings.TrimPrefix(value, " ")
		}
	}
	return got
}

func TestLDIF(t *testing.T) {
	for _, name := range hostileNames {
		checkLDIF(t, "Before", name)
		checkLDIF(t, name, "After")
	}
}

func FuzzLDIF(f *testing.F) {
	for _, name := range hostileNames {
		f.Add("Before", name)
	}
	f.Fuzz(checkLDIF)
}
