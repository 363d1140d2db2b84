package doctor_test

import (
	"strings"
	"testing"

	"ad2scim/migrate/doctor"
)

func TestWayFromGreyToBlue(t *testing.T) {
	for _, c := range []struct{ facts, want string }{
		{"", "session-not-refreshed contact-support"},
		{"path=confidential ad_sync=full", "ad-sync-script-active ad-sync-on session-not-refreshed contact-support"},
		{"path=confidential ad_sync=full ad_sync_script=disabled", "ad-sync-on session-not-refreshed contact-support"},
		// The card of AD sync is shut by SCIM, so SCIM goes first.
		{"path=confidential ad_sync=full ad_sync_script=running scim_self_hosted=on",
			"ad-sync-script-active other-scim-on ad-sync-on session-not-refreshed contact-support"},
		{"path=confidential plan_scim=no sso=off ad_sync=full ad_sync_script=absent",
			"plan-without-scim sso-not-enabled ad-sync-on session-not-refreshed contact-support"},
		// What the documentation asks for, though it does not grey, comes when
		// nothing else has helped.
		{"path=self-hosted sso=off encryption_service_url=unset",
			"encryption-service-url-missing session-not-refreshed sso-not-enabled contact-support"},
		{"path=confidential greyed=no", ""},
		{"path=confidential greyed=no ad_sync=full ad_sync_script=absent", "ad-sync-on session-not-refreshed contact-support"},
	} {
		var got []string
		for _, s := range doctor.Way(mustParse(c.facts)) {
			got = append(got, string(s.ID))
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%q: the way is %q, want %q", c.facts, all, c.want)
		}
	}
	if way := doctor.Way(healthyConfidential); len(way) != 1 || way[0].ID != doctor.ContactSupport {
		t.Errorf("all is well and still grey: %v", way)
	}
}
