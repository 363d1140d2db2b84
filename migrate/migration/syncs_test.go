package migration_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Both syncs are said to be on only where AD sync is active, and that they may be where that
// isn't known.
func TestBothAreOnOnlyWhereADSyncIs(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"scheduled": "Both syncs are live: the AD sync script is scheduled, and SCIM is on (scim_self_hosted is on)",
		"running":   "Both syncs are live: the AD sync script is running, and SCIM is on (scim_self_hosted is on)",
		"":          "Both syncs may be live: it isn't known whether", doctor.Unknown: "Both syncs may be live: it isn't known",
		"disabled": "", "absent": "",
	} {
		for _, scim := range []string{doctor.On, "off"} {
			s := migration.State{Facts: map[string]migration.Fact{
				string(doctor.ADSyncScript): {Value: script}, string(doctor.SCIMSelfHosted): {Value: scim},
			}}
			both, said := s.BothLive(), ""
			if both != nil {
				said = both.Error()
			}
			if is := want != "" && scim == doctor.On; is != (both != nil) || !strings.HasPrefix(said, want) && is {
				t.Errorf("the script is %q, SCIM %s: %q", script, scim, said)
			}
		}
	}
}

// Without SCIM, a reason overrides nothing and is recorded nowhere; beside it, signs alone are no
// reason. SCIM was started once that step is done.
func TestResumeBesideSCIM(t *testing.T) {
	t.Parallel()
	d := office(t)
	if err := d.ForceResumeWithSCIM("a trial"); err != nil {
		t.Error(err)
	}
	d.within(t, func(w *migration.Workspace) {
		if f := w.State().Playbook.Forced; len(f) > 0 {
			t.Errorf("forced %+v", f)
		}
	})
	s := migration.State{Facts: map[string]migration.Fact{string(doctor.SCIMSelfHosted): {Value: doctor.On}}}
	for force, may := range map[string]bool{"": false, "...": false, "a trial": true} {
		if err := MayResume(s, force); (err == nil) != may {
			t.Errorf("%q: %v", force, err)
		}
	}
	at := time.Now().UTC()
	for status, want := range map[playbook.Status]time.Time{playbook.DoneVerified: at, playbook.Failed: {}, "": {}} {
		s.Playbook.Steps = map[playbook.StepID]playbook.Record{playbook.StepIDPStarted: {Status: status, At: at}}
		if got := SCIMStarted(s); !got.Equal(want) {
			t.Errorf("%q: started at %v", status, got)
		}
	}
}
