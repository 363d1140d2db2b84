package adsync

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Where both syncs are live, the app says which SCIM is on, and how to stop one of the
// two with its own keys.
func TestNotesSayThatBothSyncsAreLive(t *testing.T) {
	t.Parallel()
	state := migration.State{Facts: map[string]migration.Fact{string(doctor.SCIMSelfHosted): {Value: doctor.On}}}
	both := adsync.BothLive(state)
	want := "AD sync and SCIM are both on now (scim_self_hosted is on): sharing groups can be deleted. " +
		"Press h at the script's step, then scan and disable the tasks again, or turn SCIM off at the identity provider " +
		"and at Dashlane, and open those steps again with u"
	if got := notesOf(operation.SyncScan{BothLive: both}); !slices.Equal(got, []string{want}) {
		t.Errorf("%q, want %q", got, want)
	}
	if next := both.Advice().String(); !strings.HasPrefix(next, "disable the tasks again with ad2scim sync stop, or turn ") {
		t.Errorf("on the command line: %s", next)
	}
	if none := adsync.BothLive(migration.State{}); none != nil {
		t.Error(none)
	}
}
