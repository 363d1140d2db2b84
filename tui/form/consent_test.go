package form

import (
	"testing"

	"ad2scim/tui/screentest"
)

// Only the very words and a reason that says something let a form be complete.
func TestConsent(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "yes": true, " yes ": true, "y": false, "YES": false,
		"yes yes": false,
	} {
		f := New(Typed("Type yes", "yes", "type it"))
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
