package fix

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ad2scim/migrate"
)

// walk makes the steps of a plan on names that must never be there twice, and
// returns the names by the fixes' numbers.
func walk(p *Plan) (map[int]string, error) {
	names := map[int]string{}
	holder := map[string]int{}
	for _, f := range p.Fixes {
		names[f.Number] = f.Before
		holder[fold(f.Before)] = f.Number
	}
	for _, s := range p.Steps() {
		if names[s.Fix] != s.From {
			return nil, fmt.Errorf("fix %d has %q, and a step takes it from %q", s.Fix, names[s.Fix], s.From)
		}
		if h := holder[fold(s.To)]; h != 0 && h != s.Fix {
			return nil, fmt.Errorf("fix %d gets %q, which fix %d still has", s.Fix, s.To, h)
		}
		delete(holder, fold(s.From))
		names[s.Fix], holder[fold(s.To)] = s.To, s.Fix
	}
	return names, nil
}

func TestStepsFreeNamesFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		var names []string
		for i := range n + 3 {
			names = append(names, string(rune('a'+i)))
		}
		to := rapid.Permutation(names).Draw(t, "to")
		capital := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "capital")
		p := newPlan()
		for i := range n {
			after := to[i]
			if capital[i] {
				after = strings.ToUpper(after)
			}
			if after != names[i] {
				p.add(Fix{Side: migrate.SCIM, ID: names[i], Attribute: migrate.DisplayName, Before: names[i], After: after})
			}
		}
		ends, err := walk(p)
		if err != nil {
			// A group that stays may sit on a name that another gets; that is
			// for Check to find, not for the order.
			t.Fatal(err)
		}
		for _, f := range p.Fixes {
			if ends[f.Number] != f.After {
				t.Fatalf("fix %d ends as %q, not %q", f.Number, ends[f.Number], f.After)
			}
		}
		extra := len(p.Steps()) - len(p.Fixes)
		if extra > len(p.Fixes)/2 {
			t.Fatalf("%d temporary names for %d fixes", extra, len(p.Fixes))
		}
	})
}

func TestStepsOfAnExchange(t *testing.T) {
	p := newPlan()
	p.add(Fix{Side: migrate.AD, DN: "CN=A,OU=x", Attribute: migrate.CommonName, Before: "A", After: "B"})
	p.add(Fix{Side: migrate.AD, DN: "CN=B,OU=x", Attribute: migrate.CommonName, Before: "B", After: "a"})
	p.add(Fix{
		Side: migrate.AD, DN: "CN=A,OU=y", Attribute: migrate.CommonName, Before: "A",
		After: "C",
	}) // another container
	steps := p.Steps()
	if len(steps) != 4 {
		t.Fatalf("steps %+v", steps)
	}
	temporary := 0
	for _, s := range steps {
		if s.Temporary {
			temporary++
		}
		if s.Fix == 3 && s.Temporary {
			t.Error("a group in another container goes by a temporary name")
		}
	}
	if temporary != 1 {
		t.Errorf("%d temporary names in %+v", temporary, steps)
	}
}

// AD allows two objects of one displayName, so an exchange needs no temporary name, which
// a sync would hand on. A name is still left first where that is possible.
func TestAnExchangeOfDisplayNamesInADHasNoTemporaryName(t *testing.T) {
	p := newPlan()
	for _, f := range [][2]string{{"A", "B"}, {"B", "C"}, {"C", "A"}, {"D", "E"}, {"E", "F"}} {
		p.add(Fix{
			Side: migrate.AD, ID: f[0], DN: "CN=" + f[0] + ",DC=x", Attribute: migrate.DisplayName, Before: f[0], After: f[1],
		})
	}
	var steps []string
	for _, s := range p.Steps() {
		steps = append(steps, s.From+">"+s.To)
		if s.Temporary {
			t.Errorf("%+v", s)
		}
	}
	if got := strings.Join(steps, " "); got != "E>F D>E A>B C>A B>C" {
		t.Error(got)
	}
	tasks := 0
	for _, chain := range p.chains() {
		made := map[int]bool{}
		for _, task := range chain {
			for _, need := range task.needs {
				if !made[need] {
					t.Errorf("%v waits for a later fix", task)
				}
			}
			made[task.index] = true
			tasks++
		}
	}
	if tasks != len(p.Fixes) {
		t.Errorf("%d tasks", tasks)
	}
}

// Twenty times the names take about twenty times as long, also where each waits
// for the next and the last for the first.
func BenchmarkSteps(b *testing.B) {
	circle := func(n int) *Plan {
		p := newPlan()
		for i := range n {
			p.add(Fix{
				Side: migrate.SCIM, Attribute: migrate.DisplayName, Before: fmt.Sprint("g", i),
				After: fmt.Sprint("g", (i+1)%n),
			})
		}
		return p
	}
	small, large := circle(1000), circle(20000)
	var took [2]time.Duration
	for b.Loop() {
		for i, p := range []*Plan{small, large} {
			start := time.Now()
			p.Steps()
			took[i] += time.Since(start)
		}
	}
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "times-for-20-times")
}
