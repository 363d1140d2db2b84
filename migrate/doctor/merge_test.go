package doctor_test

import (
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/doctor"
)

// at parses facts that were recorded at an hour, each as fact=value or fact=value/grade.
func at(hour int, facts string) []doctor.Origin {
	var all []doctor.Origin
	for _, s := range strings.Fields(facts) {
		fact, grade, _ := strings.Cut(s, "/")
		k, v, _ := strings.Cut(fact, "=")
		if grade == "" {
			grade = "attested"
		}
		all = append(all, doctor.Origin{
			Fact: doctor.Fact(k), Value: v, Grade: grade, Source: "alice",
			Time: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC),
		})
	}
	return all
}

func TestGather(t *testing.T) {
	for name, c := range map[string]struct {
		said, seen, known []doctor.Origin
		facts             string // those that count
		against           string // what they count against
		left              string // what is not gone by, and a word of why
	}{
		"what is remembered fills in": {at(9, "sso=on"), nil, at(8, "ad_sync=off"), "sso=on ad_sync=off", "", ""},
		"what is seen counts more":    {at(9, "sso=on"), at(9, "sso=off/verified"), nil, "sso=off", "sso=on", ""},
		"a flag contradicts":          {at(9, "ad_sync=off"), nil, at(8, "ad_sync=full"), "ad_sync=off", "ad_sync=full", ""},
		"unknown is as not given": {
			at(9, "ad_sync_script=unknown"), nil, at(8, "ad_sync_script=running/verified"),
			"ad_sync_script=running", "", "",
		},
		"unknown is not remembered": {nil, nil, at(8, "ad_sync_script=unknown/open"), "", "", ""},
		"the other card": {
			at(9, "path=self-hosted"), nil, at(8, "path=confidential greyed=no relogged_in=yes plan_scim=yes"),
			"path=self-hosted plan_scim=yes", "path=confidential", "greyed relogged_in: the card confidential",
		},
		"the same card": {
			at(9, "path=confidential"), nil, at(8, "path=confidential relogged_in=yes"),
			"path=confidential relogged_in=yes", "", "",
		},
		"a login before a change": {
			nil, nil, append(at(8, "relogged_in=yes greyed=no"), at(9, "ad_sync=off")...),
			"ad_sync=off", "", "relogged_in greyed: ad_sync=off",
		},
		"a login after a change": {
			nil, nil, append(at(9, "relogged_in=yes"), at(8, "ad_sync=off")...),
			"relogged_in=yes ad_sync=off", "", "",
		},
		"a login with the change": {
			nil, nil, at(8, "ad_sync=off relogged_in=yes"), "ad_sync=off relogged_in=yes", "",
			"",
		},
		"a login is not yet": {
			nil, nil, append(at(8, "relogged_in=no"), at(9, "ad_sync=off")...),
			"relogged_in=no ad_sync=off", "", "",
		},
		"a look at the script": {nil, nil, append(at(8, "relogged_in=yes"),
			at(9, "ad_sync_script=absent/verified")...), "relogged_in=yes ad_sync_script=absent", "", ""},
		"a login before what is said": {
			at(9, "ad_sync=off"), nil, at(8, "relogged_in=yes ad_sync=full"), "ad_sync=off",
			"ad_sync=full", "relogged_in: ad_sync=off",
		},
		"what is said again": {
			at(9, "ad_sync=off"), nil, at(8, "relogged_in=yes ad_sync=off"),
			"ad_sync=off relogged_in=yes", "", "",
		},
		"a login that is said": {
			at(9, "ad_sync=off relogged_in=yes"), nil, at(8, "ad_sync=full"),
			"ad_sync=off relogged_in=yes", "ad_sync=full", "",
		},
		"not enabled, said configured": {at(9, "sso=configured"), at(9, "sso=off/verified"), nil, "sso=configured", "", ""},
		"not enabled, was configured":  {nil, at(9, "sso=off/verified"), at(8, "sso=configured"), "sso=configured", "", ""},
		"not enabled, said on": {
			at(9, "sso=on"), at(9, "sso=off/verified"), at(8, "sso=configured"), "sso=off",
			"sso=on sso=configured", "",
		},
	} {
		g := doctor.Gather(c.said, c.seen, c.known)
		var counts, against, left []string
		for _, o := range g.Origins() {
			counts = append(counts, string(o.Fact)+"="+o.Value)
		}
		for _, o := range g.Contradictions {
			against = append(against, string(o.Against.Fact)+"="+o.Against.Value)
		}
		if got := strings.Join(counts, " "); got != c.facts || len(g.Facts()) != len(counts) {
			t.Errorf("%s: %s count, want %s", name, got, c.facts)
		}
		if got := strings.Join(against, " "); got != c.against {
			t.Errorf("%s: contradicted is %q, want %q", name, got, c.against)
		}
		facts, why, _ := strings.Cut(c.left, ": ")
		for _, l := range g.Discarded {
			left = append(left, string(l.Fact))
			if !strings.Contains(l.Why, why) {
				t.Errorf("%s: %s is left out: %s, want %s", name, l.Fact, l.Why, why)
			}
		}
		if got := strings.Join(left, " "); got != facts {
			t.Errorf("%s: left out is %q, want %q", name, got, facts)
		}
	}
}

func TestReload(t *testing.T) {
	g := doctor.Gather(nil, at(9, "ad_sync_script=disabled/verified sso=on/verified"), at(8, "plan_scim=yes"))
	if got := g.Reload(doctor.ADSyncScript,
		at(10, "ad_sync_script=scheduled/verified")).Facts(); got[doctor.ADSyncScript] != "scheduled" ||
		got[doctor.SSO] != "on" || len(got) != 3 {
		t.Errorf("got %v", got)
	}
	if got := g.Reload(doctor.ADSyncScript,
		at(10, "ad_sync_script=unknown/open")).Facts(); got[doctor.ADSyncScript] != "" {
		t.Errorf("got %v", got)
	}
	if g.Facts()[doctor.ADSyncScript] != "disabled" {
		t.Error("what was gathered is changed")
	}
}

func TestSupersedes(t *testing.T) {
	for _, c := range []struct {
		new, kept string
		want      bool
	}{
		{"sso=on", "sso=off", true},
		{"sso=on", "sso=off/verified", false},
		{"sso=on/verified", "sso=off", true},
		{"sso=on/verified", "sso=off/verified", true},
		{"ad_sync=off", "ad_sync=unknown/verified", true},
		{"sso=on", "sso=off/open", true},
	} {
		if got := at(9, c.new)[0].Supersedes(at(8, c.kept)[0]); got != c.want {
			t.Errorf("%s over %s: %v", c.new, c.kept, got)
		}
	}
}

// A fact that became unknown doesn't change the page.
func TestUnknownFactOutdatesNothing(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	login := doctor.Origin{Fact: doctor.ReloggedIn, Value: doctor.Yes, Time: noon}
	for value, outdated := range map[string]bool{doctor.Unknown: false, doctor.Off: true} {
		other := doctor.Origin{Fact: doctor.ADSync, Value: value, Time: noon.Add(time.Hour)}
		if got := doctor.Outdated(login, []doctor.Origin{other}); (got != "") != outdated {
			t.Errorf("ad_sync=%s: %q", value, got)
		}
	}
}
