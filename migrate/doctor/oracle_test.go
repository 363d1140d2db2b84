package doctor_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"ad2scim/migrate/doctor"
)

// oracle is a second, independent implementation of the rules: the findings with their certainty, and the facts to
// ask for. outOfOrder checks their order.
func oracle(f doctor.Facts) []string {
	is := func(k doctor.Fact, values ...string) bool { return slices.Contains(values, f[k]) }
	open := func(k doctor.Fact) bool { return is(k, "", "unknown") }
	noSSO := is("sso", "off", "configured") || is("sso_kind", "none")

	// Reasons why the card is greyed out on one path.
	on := func(path string) map[string]string {
		found := map[string]string{}
		add := func(applies bool, id, certainty string) {
			if applies {
				found[id] = certainty
			}
		}
		add(is("plan_scim", "no"), "plan-without-scim", "certain")
		add(is("ad_sync", "full", "provision-only", "deprovision-only"), "ad-sync-on", "certain")
		add(is("ad_sync_script", "running", "scheduled"), "ad-sync-script-active", "likely")
		if path == "confidential" {
			add(is("sso_kind", "self-hosted", "connector"), "sso-wrong-kind", "certain")
			add(noSSO, "sso-not-enabled", "certain")
			add(is("scim_self_hosted", "on"), "other-scim-on", "certain")
			return found
		}
		add(is("sso_kind", "confidential", "connector"), "sso-wrong-kind", "certain")
		add(noSSO, "sso-not-enabled", "possible") // documented, and greys nothing
		add(is("scim_confidential", "on"), "other-scim-on", "certain")
		add(is("encryption_service_url", "unset"), "encryption-service-url-missing", "certain")
		return found
	}
	found := on(f["path"])
	if open("path") { // what holds on both paths, as surely as on the less sure one
		found = map[string]string{}
		b := on("self-hosted")
		for id, certainty := range on("confidential") {
			switch other := b[id]; {
			case other == "":
			case certainty == "certain":
				found[id] = other
			default:
				found[id] = certainty
			}
		}
	}
	certain, certainOrLikely := false, false
	var all []string
	for id, certainty := range found {
		all = append(all, id+":"+certainty)
		certain = certain || certainty == "certain"
		certainOrLikely = certainOrLikely || certainty != "possible"
	}

	if is("greyed", "no") {
		if !certainOrLikely {
			all = append(all, "not-greyed:certain")
		}
		return all
	}

	// Facts that are unknown and matter on the path.
	need := func(k doctor.Fact, matters bool, certainty string) {
		if open(k) && matters {
			all = append(all, "need-fact:"+string(k)+":"+certainty)
		}
	}
	need("path", true, "likely")
	need("ad_sync", true, "likely")
	need("plan_scim", true, "likely")
	need("sso_kind", true, "likely")
	need("ad_sync_script", true, "possible") // it greys nothing by itself
	switch f["path"] {
	case "confidential":
		need("sso", !noSSO, "likely")
		need("scim_self_hosted", true, "likely")
	case "self-hosted":
		need("sso", !noSSO, "possible")
		need("scim_confidential", true, "likely")
		need("encryption_service_url", true, "likely")
	default:
		need("sso", !noSSO, "possible")
		// SCIM on one card greys out the other one, so that both must be known.
		need("scim_self_hosted", is("scim_confidential", "on"), "likely")
		need("scim_confidential", is("scim_self_hosted", "on"), "likely")
	}
	need("relogged_in", !certain, "likely") // half a minute, so it is asked early

	switch {
	case is("relogged_in", "no") && !certain:
		all = append(all, "session-not-refreshed:likely")
	case is("relogged_in", "no"):
		all = append(all, "session-not-refreshed:possible")
	case len(all) == 0:
		all = append(all, "contact-support:certain")
	}
	return all
}

// outOfOrder returns which line of a diagnosis, as written by told, comes too late, or "". It has rules about pairs
// instead of ranks.
func outOfOrder(f doctor.Facts, list []string) string {
	at := func(prefix string) int {
		return slices.IndexFunc(list, func(s string) bool { return strings.HasPrefix(s, prefix) })
	}
	after := func(a, b int) bool { return a >= 0 && b >= 0 && a > b }
	awake := f["ad_sync_script"] == "running" || f["ad_sync_script"] == "scheduled"
	harm := awake && (f["scim_confidential"] == "on" || f["scim_self_hosted"] == "on")
	path := at("need-fact:path")
	login, active := at("need-fact:relogged_in"), at("ad-sync-script-active")
	if login < 0 && at("session-not-refreshed:likely") >= 0 && !awake {
		login = at("session-not-refreshed:likely")
	}
	for i, line := range list {
		certain := strings.HasSuffix(line, ":certain")
		switch {
		case certain && i > 0 && !strings.HasSuffix(list[i-1], ":certain"):
			return "what is certain comes after what is not"
		case harm && !certain && i != active && after(active, i):
			return "what does harm now does not come first"
		case !certain && i != path && i != active && after(path, i):
			return "the path is asked too late"
		case !certain && i != login && i != path && !(harm && i == active) && after(login, i):
			return "logging in again comes too late"
		}
	}
	return ""
}

// told formats findings like the oracle.
func told(list []doctor.Finding) []string {
	all := make([]string, len(list))
	for i, f := range list {
		all[i] = string(f.ID) + ":" + string(f.Certainty)
		if f.ID == doctor.NeedFact {
			all[i] = "need-fact:" + string(f.Fact) + ":" + string(f.Certainty)
		}
	}
	return all
}

func sorted(list []string) string {
	slices.Sort(list)
	return strings.Join(list, " ")
}

// choices returns, for each fact, a missing value and all known values.
func choices() [][]string {
	var values [][]string
	for _, k := range doctor.AllFacts() {
		values = append(values, append([]string{""}, slices.DeleteFunc(k.Values(),
			func(v string) bool { return v == doctor.Unknown })...))
	}
	return values
}

// combinations returns the number of combinations of all facts, including missing ones.
func combinations() int {
	n := 1
	for _, v := range choices() {
		n *= len(v)
	}
	return n
}

// combination sets the facts to the combination with this number.
func combination(f doctor.Facts, keys []doctor.Fact, values [][]string, n int) {
	for i, k := range keys {
		if v := n % len(values[i]); v == 0 {
			delete(f, k)
		} else {
			f[k] = values[i][v]
		}
		n /= len(values[i])
	}
}

// Every combination of all facts, including missing ones, has the oracle's findings. With -short it is one in 211,
// which is prime to the number of values of every fact, so that all pairs of values occur.
func TestEveryCombinationMatchesOracle(t *testing.T) {
	keys, values := doctor.AllFacts(), choices()
	step := 1
	if testing.Short() {
		step = 211
	}
	const parts = 4
	total := combinations()
	var group sync.WaitGroup
	for part := range parts {
		group.Go(func() {
			f := doctor.Facts{}
			for n := part * step; n < total; n += parts * step {
				combination(f, keys, values, n)
				list := told(doctor.Diagnose(f))
				if why := outOfOrder(f, list); why != "" {
					t.Errorf("%v: %s: %q", f, why, list)
					return
				}
				if got, want := sorted(list), sorted(oracle(f)); got != want {
					t.Errorf("%v:\n got %s\nwant %s", f, got, want)
					return
				}
			}
		})
	}
	group.Wait()
}
