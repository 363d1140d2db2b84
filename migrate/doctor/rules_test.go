package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate/doctor"
)

// Sets of facts with which nothing blocks provisioning.
var (
	healthyConfidential = mustParse("path=confidential sso=on sso_kind=confidential ad_sync=off ad_sync_script=disabled " +
		"scim_self_hosted=off plan_scim=yes relogged_in=yes greyed=yes")
	healthySelfHosted = mustParse("path=self-hosted sso=on sso_kind=self-hosted ad_sync=off ad_sync_script=absent " +
		"scim_confidential=off encryption_service_url=set plan_scim=yes relogged_in=yes greyed=yes")
)

func mustParse(s string) doctor.Facts {
	f, err := doctor.Parse(strings.Fields(s))
	if err != nil {
		panic(err)
	}
	return f
}

// brief formats findings as id:certainty, or need-fact:fact.
func brief(list []doctor.Finding) string {
	var words []string
	for _, f := range list {
		if f.ID == doctor.NeedFact {
			words = append(words, "need-fact:"+string(f.Fact))
			continue
		}
		words = append(words, string(f.ID)+":"+string(f.Certainty))
	}
	return strings.Join(words, " ")
}

// Tests every rule, and every change of one fact in each healthy set.
func TestOneFactChanged(t *testing.T) {
	for _, c := range []struct{ change, confidential, selfHosted string }{
		{"relogged_in=yes", "contact-support:certain", "contact-support:certain"},
		{"relogged_in=no", "session-not-refreshed:likely", "session-not-refreshed:likely"},
		{"greyed=no", "not-greyed:certain", "not-greyed:certain"},

		{"sso=on", "contact-support:certain", "contact-support:certain"},
		{"sso=off", "sso-not-enabled:certain", "sso-not-enabled:possible"},
		{"sso=configured", "sso-not-enabled:certain", "sso-not-enabled:possible"},
		{"sso_kind=none", "sso-not-enabled:certain", "sso-not-enabled:possible"},
		{"sso_kind=confidential", "contact-support:certain", "sso-wrong-kind:certain"},
		{"sso_kind=self-hosted", "sso-wrong-kind:certain", "contact-support:certain"},
		{"sso_kind=connector", "sso-wrong-kind:certain", "sso-wrong-kind:certain"},

		{"ad_sync=off", "contact-support:certain", "contact-support:certain"},
		{"ad_sync=full", "ad-sync-on:certain", "ad-sync-on:certain"},
		{"ad_sync=provision-only", "ad-sync-on:certain", "ad-sync-on:certain"},
		{"ad_sync=deprovision-only", "ad-sync-on:certain", "ad-sync-on:certain"},
		{"ad_sync=unknown", "need-fact:ad_sync", "need-fact:ad_sync"},
		{"ad_sync_script=running", "ad-sync-script-active:likely", "ad-sync-script-active:likely"},
		{"ad_sync_script=scheduled", "ad-sync-script-active:likely", "ad-sync-script-active:likely"},
		{"ad_sync_script=disabled", "contact-support:certain", "contact-support:certain"},
		{"ad_sync_script=absent", "contact-support:certain", "contact-support:certain"},
		{"ad_sync_script=unknown", "need-fact:ad_sync_script", "need-fact:ad_sync_script"},

		{"scim_self_hosted=on", "other-scim-on:certain", "contact-support:certain"},
		{"scim_self_hosted=off", "contact-support:certain", "contact-support:certain"},
		{"scim_confidential=on", "contact-support:certain", "other-scim-on:certain"},
		{"scim_confidential=off", "contact-support:certain", "contact-support:certain"},
		{"encryption_service_url=unset", "contact-support:certain", "encryption-service-url-missing:certain"},
		{"encryption_service_url=set", "contact-support:certain", "contact-support:certain"},
		{"plan_scim=no", "plan-without-scim:certain", "plan-without-scim:certain"},
		{"plan_scim=yes", "contact-support:certain", "contact-support:certain"},
	} {
		for _, side := range []struct {
			healthy doctor.Facts
			want    string
		}{{healthyConfidential, c.confidential}, {healthySelfHosted, c.selfHosted}} {
			f := mustParse(c.change).WithDefaults(side.healthy)
			if got := brief(doctor.Diagnose(f)); got != side.want {
				t.Errorf("%s with %s: got %s, want %s", f[doctor.Path], c.change, got, side.want)
			}
		}
	}
}

// In a healthy set, exactly the missing facts that matter are asked for.
func TestOneFactMissing(t *testing.T) {
	matter := map[string][]doctor.Fact{
		doctor.Confidential: {
			"path", "sso", "sso_kind", "ad_sync", "ad_sync_script", "scim_self_hosted", "plan_scim",
			"relogged_in",
		},
		doctor.SelfHosted: {
			"path", "sso", "sso_kind", "ad_sync", "ad_sync_script", "scim_confidential",
			"encryption_service_url",
			"plan_scim", "relogged_in",
		},
	}
	for _, healthy := range []doctor.Facts{healthyConfidential, healthySelfHosted} {
		path := healthy[doctor.Path]
		for _, k := range doctor.AllFacts() {
			f := doctor.Facts{}.WithDefaults(healthy)
			delete(f, k)
			want := "contact-support:certain"
			if slices.Contains(matter[path], k) {
				want = "need-fact:" + string(k)
			}
			if got := brief(doctor.Diagnose(f)); got != want {
				t.Errorf("%s without %s: got %s, want %s", path, k, got, want)
			}
		}
	}
}

func TestSeveralFacts(t *testing.T) {
	for _, c := range []struct{ base, change, want string }{
		// AD sync is on and the script runs.
		{"confidential", "ad_sync=full ad_sync_script=running", "ad-sync-on:certain ad-sync-script-active:likely"},
		// The plan comes first, so that nobody turns off what still works.
		{"confidential", "ad_sync=full plan_scim=no", "plan-without-scim:certain ad-sync-on:certain"},
		{"self-hosted", "sso_kind=confidential ad_sync=full", "sso-wrong-kind:certain ad-sync-on:certain"},
		{"confidential", "ad_sync=full sso=off", "ad-sync-on:certain sso-not-enabled:certain"},
		{"confidential", "sso_kind=self-hosted sso=off", "sso-wrong-kind:certain sso-not-enabled:certain"},
		// Logging in again isn't enough.
		{"confidential", "ad_sync=full relogged_in=no", "ad-sync-on:certain session-not-refreshed:possible"},
		{
			"confidential", "ad_sync_script=running relogged_in=no",
			"ad-sync-script-active:likely session-not-refreshed:likely",
		},
		{"self-hosted", "sso=off relogged_in=no", "session-not-refreshed:likely sso-not-enabled:possible"},
		// Set up is available, although something is against it.
		{"confidential", "greyed=no relogged_in=no", "not-greyed:certain"},
		{"confidential", "greyed=no ad_sync=full", "ad-sync-on:certain"},
		{"confidential", "greyed=no ad_sync_script=scheduled", "ad-sync-script-active:likely"},
		{"self-hosted", "greyed=no sso=off", "not-greyed:certain sso-not-enabled:possible"},
		{"", "greyed=no", "not-greyed:certain"},
		// Contradictory facts.
		{"self-hosted", "sso=off sso_kind=confidential", "sso-wrong-kind:certain sso-not-enabled:possible"},
		{"confidential", "sso=off sso_kind=confidential", "sso-not-enabled:certain"},
		{"confidential", "scim_confidential=on scim_self_hosted=on", "other-scim-on:certain"},
		{"self-hosted", "scim_confidential=on scim_self_hosted=on", "other-scim-on:certain"},
		// The kind of SSO is only asked for if it can change a finding, and vice versa.
		{
			"", "path=self-hosted sso_kind=none ad_sync=off ad_sync_script=absent scim_confidential=off encryption_service_url=set plan_scim=yes relogged_in=yes",
			"sso-not-enabled:possible",
		},
		// What applies on both paths is certain before the path is known.
		{
			"", "ad_sync=full ad_sync_script=absent plan_scim=yes sso=on sso_kind=connector",
			"sso-wrong-kind:certain ad-sync-on:certain need-fact:path",
		},
		{
			"", "scim_confidential=on scim_self_hosted=on sso=on sso_kind=self-hosted ad_sync=off ad_sync_script=absent plan_scim=yes",
			"other-scim-on:certain need-fact:path",
		},
	} {
		base := doctor.Facts{}
		switch c.base {
		case "confidential":
			base = healthyConfidential
		case "self-hosted":
			base = healthySelfHosted
		}
		if got := brief(doctor.Diagnose(mustParse(c.change).WithDefaults(base))); got != c.want {
			t.Errorf("%s with %s: got %s, want %s", c.base, c.change, got, c.want)
		}
	}
}

// Special cases that only change the wording.
func TestWordsOfSpecialCases(t *testing.T) {
	for _, c := range []struct{ facts, field, wants string }{
		{"path=confidential ad_sync=deprovision-only", "why", "both toggles"},
		{"path=confidential ad_sync=deprovision-only", "next", "turn off automatic user deprovisioning"},
		{"path=confidential ad_sync=full", "next", "First stop the PowerShell script"},
		{"path=confidential ad_sync=full scim_confidential=on", "next", "turn off SCIM first"},
		{"path=confidential sso=configured", "why", "isn't enough"},
		{"path=confidential sso=on sso_kind=none", "why", "One of the two is wrong"},
		{"path=self-hosted sso_kind=confidential", "next", "can't be undone"},
		{"path=confidential sso_kind=self-hosted", "next", "can't be undone"},
		{"path=confidential scim_confidential=on scim_self_hosted=on", "why", "check both again"},
		{"path=confidential greyed=no ad_sync=full", "why", "may be out of date"},
		{"path=self-hosted greyed=no encryption_service_url=unset", "why", "can still be available"},
		{"path=confidential plan_scim=no ad_sync=full", "next", "Leave AD sync on until then"},
		{
			"path=confidential ad_sync=full ad_sync_script=running scim_self_hosted=on", "next",
			"First disable the script's task now",
		},
		{"path=confidential ad_sync_script=scheduled scim_confidential=on", "title", "both syncs are live"},
		{"path=confidential ad_sync_script=running scim_self_hosted=on ad_sync=off", "title", "Self-hosted SCIM is on"},
		{"ad_sync_script=running scim_self_hosted=on", "why", "can delete sharing groups"},
		{"ad_sync_script=running scim_self_hosted=on", "next", "Disable the script's scheduled task now"},
		{"path=confidential ad_sync=off ad_sync_script=running sso=on sso_kind=confidential scim_self_hosted=off plan_scim=yes relogged_in=yes", "next", "Disable"},
	} {
		first := doctor.Diagnose(mustParse(c.facts))
		if strings.HasPrefix(brief(first), "need-fact") {
			t.Fatalf("%s: asks first: %s", c.facts, brief(first))
		}
		got := map[string]string{"title": first[0].Title, "why": first[0].Why, "next": first[0].Next}[c.field]
		if !strings.Contains(got, c.wants) {
			t.Errorf("%s: %s of %s is %q, it should say %q", c.facts, c.field, first[0].ID, got, c.wants)
		}
	}
	for _, facts := range []string{"ad_sync=off", "ad_sync=unknown", ""} {
		if plan := doctor.Diagnose(mustParse("path=confidential plan_scim=no " + facts))[0]; strings.Contains(plan.Next,
			"AD sync") {
			t.Errorf("with %q a plan without SCIM says %q", facts, plan.Next)
		}
	}
	// Set up is available, so nobody asks why it is greyed out.
	for _, facts := range []string{
		"path=self-hosted sso=off", "path=self-hosted sso=configured",
		"path=self-hosted sso=on sso_kind=none", "sso=off",
	} {
		list := doctor.Diagnose(mustParse("greyed=no " + facts))
		if brief(list) != "not-greyed:certain sso-not-enabled:possible" || strings.Contains(list[1].Next, "grey") ||
			strings.Contains(list[1].Next, "another reason") {
			t.Errorf("open with %s: %s: %s", facts, brief(list), list[1].Next)
		}
	}
	stopped := doctor.Diagnose(mustParse("path=confidential ad_sync=full ad_sync_script=disabled"))[0]
	if strings.Contains(stopped.Next, "stop the PowerShell") {
		t.Errorf("the script is known to be disabled, yet: %s", stopped.Next)
	}
}

func TestMostUsefulQuestionFirst(t *testing.T) {
	for _, c := range []struct{ facts, want string }{
		// Logging in again costs half a minute.
		{"", "path relogged_in ad_sync"},
		{"path=confidential", "relogged_in ad_sync sso_kind"},
		{"path=self-hosted", "relogged_in ad_sync sso_kind encryption_service_url"},
		{"path=confidential ad_sync=off", "relogged_in sso_kind sso"},
		// A question that could lead to the first finding comes before one that could only add a finding.
		{"path=confidential ad_sync=full", "sso_kind plan_scim sso"},
		{
			"path=confidential ad_sync=off sso=on sso_kind=confidential scim_self_hosted=off plan_scim=yes",
			"relogged_in ad_sync_script",
		},
	} {
		var got []string
		for _, q := range doctor.Questions(mustParse(c.facts)) {
			got = append(got, string(q.Fact))
		}
		if all := strings.Join(got, " "); !strings.HasPrefix(all, c.want) {
			t.Errorf("%q: asked %s, want first %s", c.facts, all, c.want)
		}
	}
}

// Every step can be done while the card is greyed out, and no two steps contradict each other.
func TestRemediationStepsArePossible(t *testing.T) {
	t.Parallel()
	if how := doctor.EncryptionServiceURL.Question().HowToFind; !strings.Contains(how, "Single sign-on") {
		t.Errorf("the URL is looked for on a card that is greyed out: %s", how)
	}
	for _, f := range doctor.Diagnose(mustParse("path=self-hosted encryption_service_url=unset")) {
		if f.ID == doctor.EncryptionServiceURLMissing && !strings.Contains(f.Next, "Single sign-on") {
			t.Errorf("the URL is saved on a card that is greyed out: %s", f.Next)
		}
	}
	for _, f := range doctor.Diagnose(
		mustParse("path=confidential ad_sync=full scim_confidential=on ad_sync_script=disabled")) {
		if off, toggles := strings.Index(f.Next, "turn off SCIM first"),
			strings.Index(f.Next, "turn off both toggles"); f.ID == doctor.ADSyncOn && (off < 0 || off > toggles) {
			t.Errorf("the toggles come before SCIM, which greys their card: %s", f.Next)
		}
	}
	for _, f := range doctor.Diagnose(mustParse("path=confidential plan_scim=no ad_sync=full ad_sync_script=scheduled")) {
		if (f.ID == doctor.ADSyncOn || f.ID == doctor.ADSyncScriptActive) && !strings.HasPrefix(f.Next,
			"Wait until your plan includes SCIM") {
			t.Errorf("AD sync is to stay, and %s says %s", f.ID, f.Next)
		}
	}
	for _, c := range []struct {
		facts  string
		id     doctor.ID
		says   string
		silent string
	}{
		// The card on which self-hosted SCIM is turned off is greyed out too.
		{
			"scim_self_hosted=on sso=on sso_kind=confidential ad_sync=off", doctor.OtherSCIMOn, "contact Dashlane Support",
			"settings",
		},
		{
			"scim_self_hosted=on ad_sync=full ad_sync_script=absent", doctor.OtherSCIMOn, "contact Dashlane Support",
			"settings",
		},
		{"scim_self_hosted=on sso_kind=self-hosted ad_sync=off", doctor.OtherSCIMOn, "SCIM Provisioning settings", "Support"},
		// Either AD sync stays as it is or its task is disabled, never both.
		{"plan_scim=no ad_sync=full ad_sync_script=running", doctor.ADSyncScriptActive, "as they are", "Disable"},
		{"plan_scim=no ad_sync=full ad_sync_script=running", doctor.ADSyncOn, "as they are", "turn off"},
		{
			"plan_scim=no ad_sync=full ad_sync_script=running scim_confidential=on", doctor.PlanWithoutSCIM, "Get a plan",
			"Leave AD sync",
		},
		{
			"ad_sync=full ad_sync_script=running scim_confidential=on", doctor.ADSyncOn, "disable the script's task now",
			"turn off",
		},
		{"ad_sync=full ad_sync_script=running scim_confidential=on", doctor.ADSyncScriptActive, "Disable", "instead"},
	} {
		for _, f := range doctor.Diagnose(mustParse("path=confidential " + c.facts)) {
			if f.ID == c.id && (!strings.Contains(f.Next, c.says) || strings.Contains(f.Next, c.silent)) {
				t.Errorf("%s: %s says %q: it says %q, and not %q", c.facts, f.ID, f.Next, c.says, c.silent)
			}
		}
	}
}
