package doctor_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate/doctor"
)

// check checks what must be true for every set of facts.
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
	if got, want := sorted(told(list)), sorted(oracle(f)); got != want {
		t.Fatalf("%v: got %s, by the rules it is %s", f, got, want)
	}
	way := doctor.RemediationPlan(f)
	if open := list[0].ID == doctor.NotGreyed; open == (len(way) > 0) {
		t.Fatalf("%v: %s, and the way is %v", f, brief(list), way)
	}
	asked := slices.ContainsFunc(list, func(d doctor.Finding) bool {
		return d.ID == doctor.NeedFact &&
			d.Fact != doctor.ReloggedIn
	})
	for _, s := range way {
		if s.Do == "" {
			t.Fatalf("%v: nothing to do for %s", f, s.ID)
		}
		if s.ID == doctor.ContactSupport && asked {
			t.Fatalf("%v: sent to Support with something to find out: %v", f, way)
		}
	}
}

// Checks one in 997 combinations of all facts; without -short, one in 97.
func TestCombinationsKeepThePromises(t *testing.T) {
	f, keys, values := doctor.Facts{}, doctor.AllFacts(), choices()
	step := 97
	if testing.Short() {
		step = 997
	}
	for n := 0; n < combinations(); n += step {
		combination(f, keys, values, n)
		check(t, f)
	}
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

// Checks any set of facts, with any of them missing.
func TestAnyFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		check(t, f)
		if again := doctor.Diagnose(maps.Clone(f)); !reflect.DeepEqual(again, doctor.Diagnose(f)) {
			t.Fatalf("%v: not the same twice: %s", f, brief(again))
		}

		// Unknown means missing, and greyed is yes by default.
		g := maps.Clone(f)
		maps.DeleteFunc(g, func(_ doctor.Fact, v string) bool { return v == doctor.Unknown })
		if g[doctor.Greyed] == "" {
			g[doctor.Greyed] = "yes"
		}
		if a, b := brief(doctor.Diagnose(f)), brief(doctor.Diagnose(g)); a != b {
			t.Fatalf("%v: %s, but written out %s", f, a, b)
		}

		// An answered fact isn't asked for again, and a fact that isn't asked for doesn't change certain findings.
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
			a, b := sorted(told(doctor.Diagnose(f))), sorted(told(doctor.Diagnose(with)))
			if a != b {
				t.Fatalf("%v: %s was not asked for, yet %s makes %q of %q", f, k, v, b, a)
			}
		}
	})
}

// Answering the first question repeatedly ends with no question left.
func TestQuestionsEnd(t *testing.T) {
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
