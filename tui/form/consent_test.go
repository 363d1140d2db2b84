package form

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/tui/screentest"
)

// Only the exact words and a reason that isn't blank complete the form.
func TestConsent(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "yes": true, " yes ": true, "y": false, "YES": false,
		"yes yes": false,
	} {
		f := New(ExactWords("Type yes", "yes", "type it"))
		f.Update(screentest.Key(text))
		if f.Complete() != want {
			t.Errorf("typed %q: complete is %v", text, !want)
		}
	}
	for text, want := range map[string]bool{"": false, "  ": false, "a trial": true} {
		f := New(Reason())
		f.Update(screentest.Key(text))
		if f.Complete() != want {
			t.Errorf("reason %q: complete is %v", text, !want)
		}
	}
}

// TestConsentAsksForAReasonFirst checks that an override asks for a reason first, and returns
// both answers.
func TestConsentAsksForAReasonFirst(t *testing.T) {
	for reason, want := range map[bool][2]string{true: {"a trial", "yes"}, false: {"", "yes"}} {
		f := Consent(ExactWords("Type yes", "yes", "type it"), reason)
		if reason {
			f.Update(screentest.Key("a trial"))
			if f.Complete() {
				t.Error("a reason alone is a consent")
			}
			f.Update(screentest.Key("enter"))
		}
		f.Update(screentest.Key("yes"))
		if !f.Complete() {
			t.Errorf("with a reason %t it is not complete", reason)
		}
		if why, words := f.Answers(); why != want[0] || words != want[1] {
			t.Errorf("given are %q and %q", why, words)
		}
		for _, l := range f.Foot(40) {
			if !strings.HasPrefix(l, "  ") || ansi.StringWidth(l) > 40 {
				t.Errorf("the foot has the line %q", l)
			}
		}
	}
}
