package doctor_test

import (
	"strings"
	"testing"

	"ad2scim/migrate/doctor"
)

func TestRemediationPlan(t *testing.T) {
	for _, c := range []struct{ facts, want string }{
		// No step sends the admin to Support while an answer may still be decisive, or while a question is open.
		{"", "session-not-refreshed need-fact"},
		{
			"path=confidential ad_sync=unknown sso=on sso_kind=confidential scim_self_hosted=off plan_scim=yes ad_sync_script=absent relogged_in=yes",
			"need-fact session-not-refreshed",
		},
		{
			"path=confidential ad_sync=off sso=on sso_kind=confidential scim_self_hosted=off plan_scim=yes relogged_in=yes",
			"need-fact session-not-refreshed",
		},
		{"path=confidential ad_sync=full", "need-fact ad-sync-script-active ad-sync-on session-not-refreshed"},
		{
			"path=confidential ad_sync=full sso=on sso_kind=confidential plan_scim=yes scim_self_hosted=off",
			"ad-sync-script-active ad-sync-on session-not-refreshed",
		},
		{
			"path=confidential ad_sync=full ad_sync_script=disabled sso=on sso_kind=confidential plan_scim=yes scim_self_hosted=off",
			"ad-sync-on session-not-refreshed contact-support",
		},
		// A question that can't come before a certain finding is part of the steps.
		{
			"path=confidential ad_sync=full ad_sync_script=disabled sso=on sso_kind=confidential plan_scim=yes",
			"ad-sync-on need-fact session-not-refreshed",
		},
		{
			"path=confidential plan_scim=no ad_sync=full ad_sync_script=absent",
			"plan-without-scim ad-sync-on need-fact session-not-refreshed",
		},
		// SCIM greys out the AD sync card, so SCIM is turned off first.
		{
			"path=confidential ad_sync=full ad_sync_script=disabled scim_self_hosted=on sso=on sso_kind=confidential plan_scim=yes",
			"other-scim-on ad-sync-on session-not-refreshed contact-support",
		},
		{
			"path=confidential ad_sync=full ad_sync_script=disabled scim_confidential=on scim_self_hosted=off sso=on sso_kind=confidential plan_scim=yes",
			"ad-sync-on ad-sync-on session-not-refreshed contact-support",
		},
		{
			"path=self-hosted ad_sync=full ad_sync_script=disabled scim_confidential=on sso=on sso_kind=self-hosted plan_scim=yes encryption_service_url=set",
			"other-scim-on ad-sync-on ad-sync-on session-not-refreshed contact-support",
		},
		// If both syncs are live, that is resolved before any question.
		{"ad_sync_script=scheduled scim_confidential=on", "ad-sync-script-active need-fact session-not-refreshed"},
		{
			"path=confidential ad_sync_script=running scim_confidential=on plan_scim=no",
			"ad-sync-script-active plan-without-scim need-fact session-not-refreshed",
		},
		{
			"path=confidential plan_scim=no sso=off sso_kind=confidential scim_self_hosted=off ad_sync=full ad_sync_script=absent",
			"plan-without-scim sso-not-enabled ad-sync-on session-not-refreshed contact-support",
		},
		// What the documentation requires without greying anything out is the last resort.
		{
			"path=self-hosted sso=off sso_kind=self-hosted ad_sync=off ad_sync_script=absent plan_scim=yes scim_confidential=off encryption_service_url=unset",
			"encryption-service-url-missing session-not-refreshed sso-not-enabled contact-support",
		},
		{"path=confidential greyed=no", ""},
		{"path=self-hosted greyed=no sso=off", ""},
		// If Set up is available, nobody needs Support.
		{"path=confidential greyed=no ad_sync=full ad_sync_script=absent", "ad-sync-on session-not-refreshed"},
	} {
		var got []string
		for _, s := range doctor.RemediationPlan(mustParse(c.facts)) {
			got = append(got, string(s.ID))
		}
		if all := strings.Join(got, " "); all != c.want {
			t.Errorf("%q: the way is %q, want %q", c.facts, all, c.want)
		}
	}
	if way := doctor.RemediationPlan(mustParse("relogged_in=yes")); !strings.HasSuffix(way[0].Do,
		doctor.Path.Question().Ask) {
		t.Errorf("the first step does not say what to find out: %v", way)
	}
	if way := doctor.RemediationPlan(healthyConfidential); len(way) != 1 || way[0].ID != doctor.ContactSupport {
		t.Errorf("all is well and still grey: %v", way)
	}
}

// While SCIM is on, AD sync's toggles are unavailable, so the steps turn SCIM off first.
func TestRemediationTurnsSCIMOffBeforeADSync(t *testing.T) {
	for _, facts := range []string{
		"path=confidential scim_confidential=on", "path=self-hosted scim_self_hosted=on",
		"path=self-hosted scim_confidential=on", "scim_confidential=on",
	} {
		off, toggles := -1, -1
		for i, s := range doctor.RemediationPlan(mustParse(facts + " ad_sync=full ad_sync_script=disabled")) {
			if strings.Contains(s.Do, "turn off SCIM") {
				off = i
			}
			if strings.Contains(s.Do, "both AD sync toggles") {
				toggles = i
			}
		}
		if off < 0 || off > toggles {
			t.Errorf("%s: SCIM is step %d, AD sync %d", facts, off, toggles)
		}
	}
}
