package fix

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

func written(t *testing.T, p *Plan) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// samplePlan has names of every sort, and an exchange.
func samplePlan() *Plan {
	p := newPlan()
	for i, name := range append(hostileNames, "bad\xff\xfe", "\xed\xa0\x80", `\xff`) {
		p.add(Fix{
			Side: migrate.SCIM, Target: "https://id.example.com", ID: string(rune('a' + i)),
			Attribute: migrate.DisplayName, Before: name, After: "x" + name,
			Kinds: names.NewKinds(names.Case, names.Spacing), Why: "because", Version: `W/"1"`,
			Partner: &Partner{migrate.AD, "id", name}, Warnings: []string{"w"},
		})
	}
	p.add(Fix{
		Side: migrate.AD, Target: "ldaps://dc", ID: "1", DN: "CN=A,OU=\xff", Attribute: migrate.CommonName,
		Before: "A", After: "B",
	})
	p.add(Fix{
		Side: migrate.AD, Target: "ldaps://dc", ID: "2", DN: "CN=B,OU=\xff", Attribute: migrate.CommonName,
		Before: "B", After: "A",
	})
	p.Notes = []string{"a note"}
	return p
}

func TestPlanIsReadAsItWasWritten(t *testing.T) {
	p := samplePlan()
	text := written(t, p)
	if strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r < ' ' || r == '\u202e' || r == '\u200b' ||
			r == '\ufffd'
	}) {
		t.Error("the file would act on a terminal, or lost something")
	}
	got, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, p) {
		t.Errorf("read is\n%+v\nnot\n%+v", got, p)
	}
	if !strings.Contains(text, `"schema": "ad2scim.fixplan/v1"`) ||
		!strings.Contains(text, `"before_base64": "YmFk//4="`) || !strings.Contains(text, `"temporary": true`) {
		t.Error(text)
	}
}

func TestPlanThatWasEdited(t *testing.T) {
	text := written(t, fixes(fakeName("https://id.example.com"), migrate.SCIM,
		Fix{ID: "1", Attribute: migrate.DisplayName, Before: "old", After: "new", Version: "7"},
		Fix{ID: "2", Attribute: migrate.DisplayName, Before: "bad\xff", After: "good"}))
	if p, err := Read(strings.NewReader(strings.Replace(text, `"after": "new"`, `"after": "newer"`, 1))); err != nil ||
		p.Fixes[0].After != "newer" {
		t.Errorf("what it is to become may be edited: %v", err)
	}
	for _, edit := range [][2]string{
		{`"before": "old"`, `"before": "older"`},
		{`"id": "1"`, `"id": "3"`},
		{`"target": "https://id`, `"target": "https://evil`},
		{`"version": "7"`, `"version": "8"`},
		{`"attribute": "displayName"`, `"attribute": "name"`},
		{`"side": "scim"`, `"side": "ad"`},
		{`"before": "bad`, `"before": "good`},
		{`"before_base64": "`, `"before_base64": "AA`},
		{`ad2scim.fixplan/v1`, `ad2scim.fixplan/v2`},
		{`"fix": 2`, `"fix": 1`},
		{`"why"`, `"wy"`},
		{`{`, `[`},
		{`"fingerprint": "sha256:`, `"fingerprint": "sha256:0`},
		{`"id": "`, `"id": "UP`},
	} {
		if !strings.Contains(text, edit[0]) {
			t.Fatalf("%s is not in %s", edit[0], text)
		}
		_, err := Read(strings.NewReader(strings.Replace(text, edit[0], edit[1], 1)))
		if migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), "cannot use the plan") {
			t.Errorf("%s for %s: %v", edit[1], edit[0], err)
		}
	}
	if _, err := Read(strings.NewReader(text + text)); err == nil {
		t.Error("two plans in one file are one")
	}
}

// fakeName is a target that has a name and nothing else.
type fakeName string

func (n fakeName) String() string { return string(n) }

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	p := samplePlan()
	p.Fixes = p.Fixes[len(p.Fixes)-4:] // a small one, so that there are many tries
	if err := p.WriteJSON(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema":"ad2scim.fixplan/v1","id":"abcdefgh","fixes":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			if migrate.ClassOf(err) != migrate.BadInput || strings.Contains(err.Error(), "\n") {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		again, err := Read(strings.NewReader(written(t, p)))
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("%+v becomes %+v, %v", p, again, err)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name, "x\xff")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		p := fixes(fakeName("x"), migrate.SCIM, Fix{ID: "1", Attribute: migrate.DisplayName, Before: before, After: after})
		text := written(t, p)
		if !json.Valid([]byte(text)) {
			t.Fatal("not JSON")
		}
		got, err := Read(strings.NewReader(text))
		if err != nil || got.Fixes[0].Before != before || got.Fixes[0].After != after {
			t.Fatalf("%q, %q become %+v, %v", before, after, got, err)
		}
	})
}
