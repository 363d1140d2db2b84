package adsync

import (
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/problem"
)

// Where both syncs are live, the app says which SCIM is on, and how to turn it off.
func TestNotesSayWhichSCIMIsOn(t *testing.T) {
	t.Parallel()
	const both = "AD sync and SCIM are both on now (SCIM is on at Okta)."
	notes := notesOf(operation.SyncScan{BothLive: both})
	off := problem.Words(migrate.Remedy{Kind: migrate.RemedyTurnSCIMOff})
	if len(notes) != 1 || !strings.HasPrefix(notes[0], both) || !strings.Contains(notes[0], off) {
		t.Errorf("%q", notes)
	}
}
