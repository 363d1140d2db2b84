package fix

import (
	"context"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// idServer is a server in memory: names by ids, which it compares byte for byte.
type idServer map[string]string

func (idServer) String() string { return "https://opaque.example/scim/2.0" }

func (s idServer) Read(_ context.Context, id string) (migrate.Object, error) {
	name, has := s[id]
	if !has {
		return migrate.Object{}, migrate.ErrGone
	}
	return migrate.Object{ID: id, Names: map[migrate.Attribute]string{migrate.DisplayName: name}}, nil
}

func (s idServer) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	now, err := s.Read(ctx, c.ID)
	if err != nil {
		return now, err
	}
	if now.Names[c.Attribute] != c.Before {
		return now, migrate.ErrChanged
	}
	s[c.ID] = c.After
	return s.Read(ctx, c.ID)
}

// TestIDsAreOpaque renames, previews and takes back two groups whose ids differ
// in case alone, as Okta's and Salesforce's may (RFC 7643 section 3.1: id is
// caseExact).
func TestIDsAreOpaque(t *testing.T) {
	server := idServer{"00gAbCdE": "sales", "00gaBcDe": "finance"}
	ad := []migrate.Group{
		{ID: "11111111-2222-3333-4444-aaaaaaaaaaaa", Name: "Sales"},
		{ID: "11111111-2222-3333-4444-bbbbbbbbbbbb", Name: "Finance"},
	}
	listed := []migrate.Group{{ID: "00gAbCdE", Name: "sales"}, {ID: "00gaBcDe", Name: "finance"}}
	result, err := diff.Compare(t.Context(), ad, listed, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result.ADSource, result.SCIMSource = "ldaps://dc", server.String()
	targets := Targets{migrate.SCIM: server}
	p, err := NewPlan(t.Context(), result, Options{Side: migrate.SCIM}, targets, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := p.Check(Lists{AD: ad, SCIM: listed}); len(found) > 0 || len(p.Fixes) != 2 {
		t.Fatalf("%d fixes, and against them:\n%s", len(p.Fixes), lines(found))
	}
	w := open(t, t.TempDir())
	preview := Targets{migrate.SCIM: server}
	r, err := Apply(t.Context(), p, ApplyOptions{Targets: preview, Journal: w.Journal(), DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, map[State]int{Done: 2})
	if then := r.Preview[migrate.SCIM].Groups(listed, migrate.DisplayName); then[0].Name != "Sales" ||
		then[1].Name != "Finance" {
		t.Errorf("the dry run shows %q", then)
	}
	expect(t, apply(t, p, w, targets), map[State]int{Done: 2})

	if _, err := Undo(w.Journal(), Selection{Group: "00GABCDE"}); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("a third spelling of the id is found: %v", err)
	}
	back, err := Undo(w.Journal(), Selection{Group: "00gAbCdE"})
	if err != nil || len(back.Fixes) != 1 || back.Fixes[0].ID != "00gAbCdE" {
		t.Fatalf("%v %+v", err, back)
	}
	expect(t, apply(t, back, w, targets), map[State]int{Done: 1})
	if server["00gAbCdE"] != "sales" || server["00gaBcDe"] != "Finance" {
		t.Errorf("the server holds %q", server)
	}
}
