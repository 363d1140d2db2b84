package adsync

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
		"scheduled": "are both on now", "running": "are both on now",
		"": "may both be on now", doctor.Unknown: "may both be on now",
		"disabled": "", "absent": "",
	} {
		for _, scim := range []string{doctor.On, "off"} {
			s := migration.State{Facts: map[string]migration.Fact{
				string(doctor.ADSyncScript): {Value: script}, string(doctor.SCIMSelfHosted): {Value: scim},
			}}
			both, said := BothLive(s), ""
			if both != nil {
				said = both.What
			}
			if is := want != "" && scim == doctor.On; is != (both != nil) || !strings.Contains(said, want) && is {
				t.Errorf("the script is %q, SCIM %s: %q", script, scim, said)
			}
		}
	}
}
