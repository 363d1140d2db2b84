package doctor

import (
	"reflect"
	"strings"
	"testing"
)

// Every result of the rules has a text, and every text is used by a rule.
func TestWordsAreCompleteAndUsed(t *testing.T) {
	w, err := readWords(wordsYAML)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range definitions {
		if f := w.Facts[d.fact]; f.Ask == "" || f.Why == "" || f.How == "" || f.Grade == "" {
			t.Errorf("the words of the fact %s are not whole: %+v", d.fact, f)
		}
	}
	if len(w.Facts) != len(definitions) {
		t.Errorf("words for %d facts, there are %d", len(w.Facts), len(definitions))
	}
	said := map[string]bool{}
	say := func(f Facts) {
		for _, h := range f.hits() {
			said[string(h.id)+"/"+h.variant] = true
			for _, n := range h.notes {
				said["note/"+n] = true
			}
			if p := h.phrase(); p.Title == "" || p.Why == "" || p.Next == "" || p.Do == "" || p.Grade == "" {
				t.Fatalf("%v: the words of %s/%s are not whole: %+v", f, h.id, h.variant, p)
			}
		}
	}
	// The text of a hit depends only on these facts.
	for _, path := range []string{"", Confidential, SelfHosted} {
		for _, v := range SSO.Values() {
			for _, kind := range append(SSOKind.Values(), "") {
				say(Facts{Path: path, SSO: v, SSOKind: kind})
				say(Facts{Path: path, SSO: v, SSOKind: kind, Greyed: No})
			}
		}
		for _, v := range ADSync.Values() {
			for _, script := range ADSyncScript.Values() {
				for _, a := range []string{On, Off} {
					for _, b := range []string{On, Off} {
						say(Facts{
							Path: path, ADSync: v, ADSyncScript: script, SCIMConfidential: a, SCIMSelfHosted: b,
							EncryptionServiceURL: "unset", PlanSCIM: No,
						})
					}
				}
			}
		}
	}
	// Diagnose and RemediationPlan add these.
	for _, more := range []string{
		"session-not-refreshed/", "session-not-refreshed/later", "contact-support/",
		"contact-support/last", "not-greyed/", "need-fact/", "ad-sync-on/behind-scim", "note/seen-open",
		"note/open-with-button-shut",
	} {
		said[more] = true
	}
	for id, f := range w.Findings {
		if len(f.Variants) == 0 && !said[string(id)+"/"] {
			t.Errorf("nothing says %s", id)
		}
		for v := range f.Variants {
			if !said[string(id)+"/"+v] {
				t.Errorf("nothing says %s/%s", id, v)
			}
		}
	}
	for n := range w.Notes {
		if !said["note/"+n] {
			t.Errorf("nothing says the note %s", n)
		}
	}
}

// Texts are clean single lines, and a finding about something that can't be undone uses the documentation's words.
func TestWordsAreCleanLines(t *testing.T) {
	var walk func(where string, v reflect.Value)
	walk = func(where string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(where+"/"+k.String(), v.MapIndex(k))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(where, v.Field(i))
			}
		case reflect.String:
			if s := v.String(); strings.ContainsAny(s, "\n\t\x1b") || s != strings.TrimSpace(s) || strings.Contains(s, "  ") {
				t.Errorf("%s: not one clean line: %q", where, s)
			}
		}
	}
	walk("words", reflect.ValueOf(*words()))
}
