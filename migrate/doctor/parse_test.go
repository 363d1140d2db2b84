package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// promised are the documented facts and values of the command line.
var promised = map[doctor.Fact][]string{
	"path":                   {"confidential", "self-hosted"},
	"sso":                    {"off", "configured", "on"},
	"sso_kind":               {"none", "confidential", "self-hosted", "connector"},
	"ad_sync":                {"off", "full", "provision-only", "deprovision-only", "unknown"},
	"ad_sync_script":         {"running", "scheduled", "disabled", "absent", "unknown"},
	"scim_confidential":      {"on", "off"},
	"scim_self_hosted":       {"on", "off"},
	"encryption_service_url": {"set", "unset"},
	"plan_scim":              {"yes", "no"},
	"relogged_in":            {"yes", "no"},
	"greyed":                 {"yes", "no"},
}

func TestDocumentedFactsAndValues(t *testing.T) {
	if n := len(doctor.AllFacts()); n != len(promised) {
		t.Errorf("there are %d facts, promised are %d", n, len(promised))
	}
	for _, k := range doctor.AllFacts() {
		if got := k.Values(); !slices.Equal(got, promised[k]) {
			t.Errorf("%s: values %v, promised are %v", k, got, promised[k])
		}
		for _, v := range promised[k] {
			f, err := doctor.Parse([]string{string(k) + "=" + v})
			if err != nil || f[k] != v {
				t.Errorf("%s=%s: got %v, %v", k, v, f, err)
			}
		}
		q := k.Question()
		if q.Fact != k || q.Ask == "" || q.HowToFind == "" || !slices.Equal(q.Values, promised[k]) {
			t.Errorf("%s: the question is not whole: %+v", k, q)
		}
	}
	if q := doctor.Fact("weather").Question(); q.Fact != "" {
		t.Errorf("an unknown fact has the question %+v", q)
	}
}

func TestWrongFacts(t *testing.T) {
	for _, c := range []struct{ in, wants string }{
		{"ad_sync", "key=value"},
		{"", "key=value"},
		{"weather=fine", "encryption_service_url"},
		{"ad_sync=on", "off|full|provision-only|deprovision-only|unknown"},
		{"AD_SYNC=off", "ad_sync"},
		{"sso= on", "off|configured|on"},
		{"path=", "confidential|self-hosted"},
		{"path=confidential=", "confidential|self-hosted"},
		{"path=\x1b[2J", "confidential|self-hosted"},
	} {
		_, err := doctor.Parse([]string{"sso=on", c.in})
		if migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%q: got %v, want bad input", c.in, err)
			continue
		}
		if !strings.Contains(err.Error(), c.wants) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%q: the error is %q, it should name %q in one clean line", c.in, err, c.wants)
		}
	}
}

func TestLastValueOfAKeyCounts(t *testing.T) {
	f, err := doctor.Parse([]string{"sso=off", "sso=on"})
	if err != nil || f[doctor.SSO] != "on" {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestWithDefaults(t *testing.T) {
	kept := doctor.Facts{doctor.SSO: "off", doctor.ADSync: "full"}
	given := doctor.Facts{doctor.ADSync: "off"}
	got := given.WithDefaults(kept)
	if got[doctor.SSO] != "off" || got[doctor.ADSync] != "off" || len(given) != 1 || kept[doctor.ADSync] != "full" {
		t.Errorf("got %v from %v over %v", got, given, kept)
	}
}
