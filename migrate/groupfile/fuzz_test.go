package groupfile

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"github.com/go-ldap/ldif"

	"ad2scim/migrate"
)

// parsed reads text as a file of that name and checks what must hold for any
// text: no panic, and an error is a one-line problem with a next step.
func parsed(t *testing.T, name, format, text string) *content {
	t.Helper()
	c, err := parse(t.Context(), nil, migrate.Connection{Location: name, Format: format}, text)
	if err == nil {
		return c
	}
	var p *migrate.Problem
	if !errors.As(err, &p) || p.Class != migrate.BadInput || p.What == "" || p.Why == "" || p.Next == "" {
		t.Fatalf("%q is refused with %#v", text, err)
	}
	if line := err.Error(); strings.ContainsAny(line, "\r\n\x1b\x00") {
		t.Fatalf("%q is refused with %q, which is not one clean line", text, line)
	}
	return nil
}

// sameGroups compares groups with their details.
func sameGroups(a, b []migrate.Group) bool {
	return slices.EqualFunc(a, b, func(a, b migrate.Group) bool { return reflect.DeepEqual(a, b) })
}

// FuzzCSV compares with encoding/csv, which drops the CR of a line end inside
// quotes; so texts with a CR are only checked not to break anything.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"id,name\n1,x\n", "name\n\"a \"\"b\"\"\n c\"\n", "a,b\n\n1,2\n,\n",
		"name;id\r\n\"x\r\ny\";1\r\n", "name\rx\r", "\"a\"b", "a\"b", "sep=;\nname\n", "#TYPE x\nname\n",
		"na\tme\n\"1\"\t2",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed(t, "g.csv", "csv", text)
		parsed(t, "g.tsv", "tsv", text)
		if strings.Contains(text, "\r") || !utf8.ValidString(text) {
			return
		}
		reference := csv.NewReader(strings.NewReader(text))
		reference.FieldsPerRecord = -1
		r := &rows{text: text, sep: ','}
		for {
			want, err := reference.Read()
			ok, bad := r.read()
			switch {
			case err == io.EOF && !ok && bad == nil:
				return
			case err == io.EOF, (err == nil) != (bad == nil):
				t.Fatalf("%q: encoding/csv says %q, %v; ours says %v, %v", text, want, err, ok, bad)
			case bad != nil:
				return
			case !slices.Equal(r.field, want):
				t.Fatalf("%q: got %q, want %q", text, r.field, want)
			}
		}
	})
}

// FuzzJSON compares with encoding/json: what is JSON, and each string that is
// valid UTF-8.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`[{"name":"a\u00e4\ud83d\ude00\n"}]`,
		`{"Resources":[{"displayName":"x","members":[{"value":"1"}]}],"totalResults":1}`, `{"name":-1.5e+3}{"name":null}`,
		`["\ud800\udc00\ud800"]`, `{"a":[true,false,null,[],{}]}`, `01`, `"\u00zz"`, "[\"\x01\"]", `{"profile":{"name":"x"}}`,
		`{"value":[{"id":1}],"@odata.nextLink":"x"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c := parsed(t, "g.json", "json", text); c != nil {
			for i := range c.groups {
				_, _ = c.members(i)
			}
		}
		s := &scanner{text: text}
		err := s.skip()
		ours := err == nil && s.peek() == 0 && s.pos == len(s.text)
		if theirs := json.Valid([]byte(text)); ours != theirs && (err == nil || !strings.Contains(err.why, "too deep")) {
			t.Fatalf("%q: json.Valid says %v, ours %v (%v)", text, theirs, ours, err)
		}
		var want string
		if json.Unmarshal([]byte(text), &want) == nil && strings.TrimSpace(text) != "null" {
			s := &scanner{text: text}
			got, err := s.str()
			if err != nil || got != want && s.lone == 0 && utf8.ValidString(text) {
				t.Fatalf("%q: got %q, %v, want %q", text, got, err, want)
			}
		}
	})
}

// FuzzLDIF writes names with the ldif package's rules and reads them back, and
// reads any text.
func FuzzLDIF(f *testing.F) {
	for _, seed := range []string{
		"dn: CN=x\nname: x\n\ndn:: Q049eQ==\nname::  eA==\n",
		"version: 1\n# c\n c\ndn: a\n b\nobjectClass: group\nmember: x\nobjectGUID:: AAAAAAAAAAAAAAAAAAAAAA==\n",
		"dn: x\nchangetype: add\nname:< file:///etc/passwd\n", "search: 2\nresult: 4 x\n",
		"dn: x\nchangetype: modify\nreplace: a\na: b\n-\n", " leading", "trailing ", "colon: x", "", "<x", ":x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c := parsed(t, "g.ldif", "ldif", text); c != nil {
			for i := range c.groups {
				_, _ = c.members(i)
			}
		}
		file := "dn: CN=x\nname:: " + base64.StdEncoding.EncodeToString([]byte(text)) + "\n"
		if text != "" && !strings.ContainsAny(text, "\r\n\x00") && utf8.ValidString(text) && !strings.HasPrefix(text, " ") &&
			text[0] != ':' && text[0] != '<' {
			file += "\ndn: CN=y\nname: " + strings.ReplaceAll(text, " ", "\n  ") + "\n" // folded at each blank
		}
		c := parsed(t, "g.ldif", "ldif", file)
		if c == nil {
			t.Fatalf("%q is refused", file)
		}
		for _, g := range c.groups {
			if g.Name != text {
				t.Fatalf("%q: got %q, want %q", file, g.Name, text)
			}
		}
		var reference ldif.LDIF
		if text == "" || strings.Contains(file, "\n  ") || ldif.Unmarshal(strings.NewReader(file), &reference) != nil {
			return
		}
		for i, e := range reference.AllEntries() {
			if want := e.GetAttributeValue("name"); c.groups[i].Name != want {
				t.Fatalf("%q: got %q, the ldif package says %q", file, c.groups[i].Name, want)
			}
		}
	})
}

func FuzzSAML(f *testing.F) {
	xml := response(attribute("groups", "Sales ", "R&amp;D<!-- x -->x"), attribute("memberOf"))
	for _, seed := range []string{
		xml, base64.StdEncoding.EncodeToString([]byte(xml)), deflated(xml),
		"SAMLResponse=PGE%2B", "<!DOCTYPE a><a/>", "<?xml version='1.0' encoding='utf-16'?><a/>",
		response(attribute("groups.link", "x")),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fromXML := parsed(t, "r.xml", "saml", text)
		if !strings.HasPrefix(strings.TrimSpace(text), "<") || fromXML == nil {
			return
		}
		wrapped := parsed(t, "r.b64", "saml", base64.StdEncoding.EncodeToString([]byte(text)))
		if wrapped == nil || !sameGroups(fromXML.groups, wrapped.groups) {
			t.Fatalf("%q in base64: %v, want %v", text, wrapped, fromXML.groups)
		}
	})
}

func FuzzAudit(f *testing.F) {
	f.Add(auditLine("user_group_created", 1700000000000, `, "group_name": "x"`) + auditLine("user_group_renamed",
		1700000000001, `, "group_name": "y", "old_group_name": "x"`))
	f.Add(`[{"log_type":"user_group_deleted","date_time":"2024-01-01T00:00:00Z","properties":{"group_name":"x"}}]`)
	f.Add(`{"log_type":1,"date_time":1e99}`)
	f.Fuzz(func(t *testing.T, text string) {
		parsed(t, "log.jsonl", "auditlog", text)
		events, err := ReadAudit(strings.NewReader(text))
		if err != nil {
			return
		}
		if !slices.IsSortedFunc(events, func(a, b AuditEvent) int { return a.Time.Compare(b.Time) }) {
			t.Fatalf("%q: not in the order of time: %v", text, events)
		}
	})
}

// FuzzSniff reads any bytes as a file of unknown kind.
func FuzzSniff(f *testing.F) {
	f.Add([]byte("id,name\n1,x\n"), uint8(0))
	f.Add([]byte("\xff\xfen\x00a\x00m\x00e\x00\n\x00\x00\xd8"), uint8(1))
	f.Add([]byte("PK\x03\x04"), uint8(2))
	f.Add([]byte("<html>"), uint8(3))
	f.Add([]byte("n\x00a\x00m\x00e\x00"), uint8(4))
	endings := []string{"g.csv", "g.tsv", "g.json", "g.ldif", "g.xml", "g.b64", "g.jsonl", "\x1b[31m\n.csv"}
	f.Fuzz(func(t *testing.T, raw []byte, ending uint8) {
		before := bytes.Clone(raw)
		name := endings[int(ending)%len(endings)]
		f := &File{conn: migrate.Connection{Location: name}, stdin: &load{read: func(context.Context) (string, error) {
			return string(raw), nil
		}}}
		groups, err := f.Groups(t.Context(), nil)
		again, err2 := parse(t.Context(), nil, f.conn, string(raw))
		if (err == nil) != (err2 == nil) || err == nil && len(groups) > 0 && again.groups != nil &&
			!sameGroups(groups, again.groups) {
			t.Fatalf("two readings differ: %v, %v", err, err2)
		}
		if err != nil {
			parsed(t, name, "", string(raw))
		}
		if !bytes.Equal(raw, before) {
			t.Fatal("the input was changed")
		}
	})
}

// FuzzNameFromDN compares with go-ldap on what is valid UTF-8 and takes no
// form that it reads otherwise.
func FuzzNameFromDN(f *testing.F) {
	for _, seed := range []string{"CN=a,DC=x", `CN=a\2C b\ ,DC=x`, "CN=\xff", `cn="a",o=b`, "CN= a \\20", "CN=a+B=c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, dn string) {
		got := nameFromDN(dn)
		parsed, err := ldap.ParseDN(dn)
		if err != nil || !utf8.ValidString(got) || strings.ContainsAny(dn, `"#`) || !strings.HasPrefix(dn, "CN=") ||
			len(parsed.RDNs) == 0 {
			return
		}
		if want := parsed.RDNs[0].Attributes[0].Value; got != want && strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%q: got %q, go-ldap reads %q", dn, got, want)
		}
	})
}

// FuzzLines reads every line of a text that is no list of dsquery or net group.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"a\nb\n", "\"a\"\n\"b\"\n", "---------------------------\n*a\n", "a  \nb  \nc  \n",
		"CN=a,DC=x\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := parsed(t, "g.txt", "lines", text)
		if c == nil || len(c.notes) > 0 || strings.ContainsAny(text, "\r\x00") || !utf8.ValidString(text) {
			return
		}
		var want, got []string
		for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
			want = append(want, strings.TrimSuffix(line, "\n"))
		}
		for _, g := range c.groups {
			got = append(got, g.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}

// FuzzPowerShellXML reads any XML in which PowerShell's elements stand.
func FuzzPowerShellXML(f *testing.F) {
	f.Add("x_x000A_y")
	f.Add("_xD83D__xDE00_")
	f.Add("_xD83D_")
	f.Add("_x")
	f.Fuzz(func(t *testing.T, text string) {
		got := unescapeCLIXML(text)
		if !strings.Contains(text, "_x") && got != text {
			t.Errorf("%q became %q", text, got)
		}
		var b strings.Builder
		if xml.EscapeText(&b, []byte(text)) == nil {
			parsed(t, "g.xml", "", `<Objs Version="1.1.0.1"><Obj><MS><S N="Name">`+b.String()+`</S></MS></Obj></Objs>`)
			parsed(t, "g.xml", "", `<Objects><Object><Property Name="Name">`+b.String()+`</Property></Object></Objects>`)
		}
	})
}
