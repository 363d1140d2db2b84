package migrate_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// part is a source with groups of its own, which it renames.
type part struct {
	name    string
	groups  []migrate.Group
	fails   error
	renamed []string
	notes   []string
}

func (p *part) String() string  { return p.name }
func (p *part) Notes() []string { return p.notes }
func (p *part) Groups(_ context.Context, report migrate.Report) ([]migrate.Group, error) {
	report.Send(migrate.Progress{Doing: "reading groups", Done: len(p.groups)})
	return p.groups, p.fails
}

func (p *part) has(id string) error {
	for _, g := range p.groups {
		if g.ID == id {
			return nil
		}
	}
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot read", Why: "gone", Next: "read again",
		Err: migrate.ErrGone,
	}
}

func (p *part) Members(_ context.Context, id string, _ bool) ([]migrate.Member, error) {
	return []migrate.Member{{Name: p.name}}, p.has(id)
}

func (p *part) Read(_ context.Context, id string) (migrate.Object, error) {
	return migrate.Object{ID: id}, p.has(id)
}

func (p *part) Rename(_ context.Context, c migrate.Change) (migrate.Object, error) {
	p.renamed = append(p.renamed, c.ID)
	return migrate.Object{ID: c.ID}, p.has(c.ID)
}

func two() (a, b *part, j *migrate.Joined) {
	a = &part{name: "ldaps://one", groups: []migrate.Group{{ID: "1", Name: "Sales"}, {ID: "2", Name: "Ops"}}}
	b = &part{
		name: "ldaps://two", groups: []migrate.Group{{ID: "3", Name: "Sales"}, {ID: "2", Name: "Ops"}},
		notes: []string{"2 groups of type builtin left out"},
	}
	return a, b, migrate.Join(a, b)
}

func TestJoinedSourcesAreOneList(t *testing.T) {
	_, _, j := two()
	var last migrate.Progress
	groups, err := j.Groups(t.Context(), func(p migrate.Progress) { last = p })
	if err != nil || len(groups) != 3 || last.Done != 4 {
		t.Fatalf("%+v, %v, %+v", groups, err, last)
	}
	for i, want := range []string{"ldaps://one", "ldaps://one", "ldaps://two"} {
		if groups[i].Source != want {
			t.Errorf("%+v is not of %s", groups[i], want)
		}
	}
	notes := strings.Join(j.Notes(), "|")
	if !strings.Contains(notes, "ldaps://two: 2 groups of type builtin left out") ||
		!strings.Contains(notes, "ldaps://two: 1 of its groups are in another source too") {
		t.Errorf("notes %q", notes)
	}
	if counts := j.Counts(); !slices.Equal(counts, []int{2, 1}) {
		t.Errorf("%v groups of the sources", counts)
	}
	if j.String() != "ldaps://one, ldaps://two" {
		t.Error(j.String())
	}
}

func TestOneSourceThatFailsFailsTheList(t *testing.T) {
	_, b, j := two()
	b.fails = errors.New("down")
	if groups, err := j.Groups(t.Context(), nil); groups != nil || err == nil {
		t.Errorf("%v, %v", groups, err)
	}
}

// A change is made at the source that the group is from, whether the list was read
// in this run or not.
func TestJoinedSourcesRenameEachAtItsOwn(t *testing.T) {
	for _, read := range []bool{true, false} {
		a, b, j := two()
		if read {
			if _, err := j.Groups(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{"1", "3"} {
			if _, err := j.Rename(t.Context(), migrate.Change{ID: id}); err != nil {
				t.Fatal(err)
			}
			if _, err := j.Read(t.Context(), id); err != nil {
				t.Error(err)
			}
			if m, err := j.Members(t.Context(), id, false); err != nil || m[0].Name != map[string]string{
				"1": "ldaps://one",
				"3": "ldaps://two",
			}[id] {
				t.Errorf("members %v, %v", m, err)
			}
		}
		if strings.Join(a.renamed, "") != "1" || strings.Join(b.renamed, "") != "3" {
			t.Errorf("read %v: renamed %v and %v", read, a.renamed, b.renamed)
		}
		if _, err := j.Rename(t.Context(), migrate.Change{ID: "9"}); !errors.Is(err, migrate.ErrGone) {
			t.Errorf("a group that is nowhere: %v", err)
		}
	}
}

// A list from a file has nothing to write to.
func TestAJoinedFileIsNotRenamed(t *testing.T) {
	f := fileOnly{[]migrate.Group{{ID: "1", Name: "x"}}}
	j := migrate.Join(f)
	if _, err := j.Groups(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Rename(t.Context(), migrate.Change{ID: "1"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}

type fileOnly struct{ groups []migrate.Group }

func (fileOnly) String() string { return "groups.csv" }
func (f fileOnly) Groups(context.Context, migrate.Report) ([]migrate.Group, error) {
	return f.groups, nil
}
