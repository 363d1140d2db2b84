package doctor_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate/doctor"
)

// each calls the function with every combination of the facts' values; where
// partial, also with each of them missing.
func each(keys []doctor.Fact, partial bool, do func(doctor.Facts)) {
	f := doctor.Facts{}
	var choose func(i int)
	choose = func(i int) {
		if i == len(keys) {
			do(f)
			return
		}
		k := keys[i]
		if partial {
			delete(f, k)
			choose(i + 1)
		}
		for _, v := range k.Values() {
			if v == doctor.Unknown && !partial {
				continue
			}
			f[k] = v
			choose(i + 1)
		}
		delete(f, k)
	}
	choose(0)
}

// bad says whether a known fact stands, by itself and for certain, in the way
// on its path: the rules, written down a second time, as a table.
func bad(path string, k doctor.Fact, v string) bool {
	in := func(words ...string) bool { return slices.Contains(words, v) }
	switch k {
	case doctor.ADSync:
		return in("full", "provision-only", "deprovision-only")
	case doctor.PlanSCIM:
		return v == "no"
	case doctor.SSO:
		return path == "confidential" && in("off", "configured")
	case doctor.SSOKind:
		return path == "confidential" && in("none", "self-hosted", "connector") || path == "self-hosted" && in("confidential", "connector")
	case doctor.SCIMSelfHosted:
		return path == "confidential" && v == "on"
	case doctor.SCIMConfidential:
		return path == "self-hosted" && v == "on"
	case doctor.EncryptionServiceURL:
		return path == "self-hosted" && v == "unset"
	}
	return false
}

// anyBad says whether some fact stands in the way on every path that is still
// possible. It is no more than a lower bound of what is certain where the path
// is not known.
func anyBad(f doctor.Facts, path string) bool {
	for k, v := range f {
		if bad(path, k, v) {
			return true
		}
	}
	return false
}

// check holds the promises that go for every set of facts.
func check(t interface{ Fatalf(string, ...any) }, f doctor.Facts) {
	before := maps.Clone(f)
	list := doctor.Diagnose(f)
	if len(list) == 0 {
		t.Fatalf("%v: nothing found", f)
	}
	if !maps.Equal(before, f) {
		t.Fatalf("the facts were changed: %v, before %v", f, before)
	}
	rank := map[doctor.Certainty]int{doctor.Certain: 0, doctor.Likely: 1, doctor.Possible: 2}
	seen := map[string]bool{}
	certain := false
	for i, d := range list {
		if d.Title == "" || d.Why == "" || d.Next == "" || d.Source == "" {
			t.Fatalf("%v: %s is not whole: %+v", f, d.ID, d)
		}
		order, known := rank[d.Certainty]
		if !known || i > 0 && order < rank[list[i-1].Certainty] {
			t.Fatalf("%v: %s: the certainties are out of order", f, brief(list))
		}
		key := string(d.ID) + "/" + string(d.Fact)
		if seen[key] {
			t.Fatalf("%v: %s comes twice", f, key)
		}
		seen[key] = true
		certain = certain || d.Blocks()
		switch d.ID {
		case doctor.NeedFact:
			if d.Fact == "" || f.Knows(d.Fact) || d.Certainty == doctor.Certain {
				t.Fatalf("%v: asks for %q, %s", f, d.Fact, d.Certainty)
			}
		case doctor.NotGreyed:
			if f[doctor.Greyed] != "no" {
				t.Fatalf("%v: not greyed, which nobody said", f)
			}
		case doctor.ContactSupport:
			if len(list) != 1 || f[doctor.ReloggedIn] != "yes" || f[doctor.Greyed] == "no" {
				t.Fatalf("%v: sent to Support with %s", f, brief(list))
			}
		case doctor.SessionNotRefreshed:
			if f[doctor.ReloggedIn] != "no" {
				t.Fatalf("%v: not logged in again, which nobody said", f)
			}
		}
	}
	want := anyBad(f, f[doctor.Path])
	if f[doctor.Path] == "" {
		want = anyBad(f, "confidential") && anyBad(f, "self-hosted")
		if certain && !want {
			t.Fatalf("%v: %s: certain on both paths, though it is not", f, brief(list))
		}
	} else if certain != want {
		t.Fatalf("%v: %s: certain is %v, by the table it is %v", f, brief(list), certain, want)
	}
	if f[doctor.Greyed] != "no" && f[doctor.ReloggedIn] == "no" && !seen["session-not-refreshed/"] {
		t.Fatalf("%v: %s: not a word on logging in again", f, brief(list))
	}
	way := doctor.Way(f)
	if open := list[0].ID == doctor.NotGreyed; open == (len(way) > 0) {
		t.Fatalf("%v: %s, and the way is %v", f, brief(list), way)
	}
	for _, s := range way {
		if s.Do == "" {
			t.Fatalf("%v: nothing to do for %s", f, s.ID)
		}
	}
}

// Every combination of all facts, on both paths.
func TestEveryCombination(t *testing.T) {
	n := 0
	each(doctor.AllFacts(), false, func(f doctor.Facts) {
		n++
		check(t, f)
		if got := doctor.Questions(f); len(got) > 0 {
			t.Fatalf("%v: everything is known, yet %s is asked", f, got[0].Fact)
		}
	})
	if want := 2 * 3 * 4 * 4 * 4 * 2 * 2 * 2 * 2 * 2 * 2; n != want {
		t.Errorf("%d combinations were tried, there are %d", n, want)
	}
}

// Every combination of the facts that the card itself looks at, with each of
// them missing or unknown as well.
func TestEveryPartialCombination(t *testing.T) {
	keys := []doctor.Fact{doctor.Path, doctor.SSO, doctor.SSOKind, doctor.ADSync, doctor.ADSyncScript, doctor.SCIMSelfHosted, doctor.ReloggedIn}
	each(keys, true, func(f doctor.Facts) { check(t, f) })
}

func drawFacts(t *rapid.T) doctor.Facts {
	f := doctor.Facts{}
	for _, k := range doctor.AllFacts() {
		if v := rapid.SampledFrom(append(k.Values(), "")).Draw(t, string(k)); v != "" {
			f[k] = v
		}
	}
	return f
}

// Any set of facts, with any of them missing.
func TestAnyFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		check(t, f)
		if again := doctor.Diagnose(maps.Clone(f)); !reflect.DeepEqual(again, doctor.Diagnose(f)) {
			t.Fatalf("%v: not the same twice: %s", f, brief(again))
		}

		// Unknown is as good as missing, and greyed is yes by default.
		g := maps.Clone(f)
		maps.DeleteFunc(g, func(_ doctor.Fact, v string) bool { return v == doctor.Unknown })
		if g[doctor.Greyed] == "" {
			g[doctor.Greyed] = "yes"
		}
		if a, b := brief(doctor.Diagnose(f)), brief(doctor.Diagnose(g)); a != b {
			t.Fatalf("%v: %s, but written out %s", f, a, b)
		}

		// An answer is not asked for again, and what is not asked for changes
		// nothing that is certain.
		k := rapid.SampledFrom(doctor.AllFacts()).Draw(t, "answered")
		if f.Knows(k) {
			return
		}
		v := rapid.SampledFrom(k.Values()).Draw(t, "answer")
		with := f.With(k, v)
		for _, q := range doctor.Questions(with) {
			if q.Fact == k && v != doctor.Unknown {
				t.Fatalf("%v: %s is asked for though it is known", with, k)
			}
		}
		asked := slices.ContainsFunc(doctor.Questions(f), func(q doctor.Question) bool { return q.Fact == k })
		if !asked && f.Knows(doctor.Path) && k != doctor.Greyed && k != doctor.ReloggedIn && f[doctor.Greyed] != "no" {
			a, b := brief(doctor.Diagnose(f)), brief(doctor.Diagnose(with))
			if a != b {
				t.Fatalf("%v: %s was not asked for, yet %s makes %q of %q", f, k, v, b, a)
			}
		}
	})
}

// Answering the first question again and again comes to an end that asks for
// nothing more.
func TestAskingComesToAnEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := doctor.Facts{}
		for range len(doctor.AllFacts()) + 1 {
			questions := doctor.Questions(f)
			if len(questions) == 0 {
				check(t, f)
				return
			}
			q := questions[0]
			values := slices.DeleteFunc(slices.Clone(q.Values), func(v string) bool { return v == doctor.Unknown })
			f[q.Fact] = rapid.SampledFrom(values).Draw(t, string(q.Fact))
		}
		t.Fatalf("still asking with %v", f)
	})
}
