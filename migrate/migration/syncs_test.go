package migration_test

import (
	"strings"
	"testing"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
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
