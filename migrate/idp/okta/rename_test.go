package okta_test

import (
	"errors"
	"net/http"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/okta/oktatest"
)

func rename(id, from, to string) migrate.Change {
	return migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: from, After: to}
}

func TestRenameKeepsTheRestOfTheProfile(t *testing.T) {
	s := oktatest.Start(t)
	s.Lag = 3
	id := s.AddGroup("sales emea")
	p := open(t, s)
	now, err := p.Rename(t.Context(), rename(id, "sales emea", "Sales EMEA"))
	if err != nil || now.Names[migrate.DisplayName] != "sales emea" {
		t.Fatalf("it was accepted and is shown late: %+v, %v", now, err)
	}
	if got := s.Profile(id); got["description"] != "about sales emea" || got["name"] != "Sales EMEA" {
		t.Errorf("the profile is %v", got)
	}
}

func TestRenameRefusals(t *testing.T) {
	s := oktatest.Start(t)
	mine, other, ad, all := s.AddGroup("mine"), s.AddGroup("other"), s.AddADGroup("from AD", guid, sid), s.AddEveryone()
	p := open(t, s)
	for _, c := range []struct {
		name   string
		change migrate.Change
		want   error
	}{
		{"another name by now", rename(mine, "not mine", "x"), migrate.ErrChanged},
		{"a taken name", rename(mine, "mine", "other"), migrate.ErrTaken},
		{"no name", rename(mine, "mine", ""), migrate.ErrInvalid},
		{"a group from AD", rename(ad, "from AD", "x"), migrate.ErrDenied},
		{"a built-in group", rename(all, "Everyone", "x"), migrate.ErrDenied},
		{"a deleted group", rename("00gGone", "gone", "x"), migrate.ErrGone},
	} {
		if _, err := p.Rename(t.Context(), c.change); !errors.Is(err, c.want) || migrate.ClassOf(err) == 0 {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if s.Profile(mine)["name"] != "mine" || s.Profile(other)["name"] != "other" {
		t.Error("a refused rename has written")
	}
}

// Another admin renames the group between the reading and the writing of
// somebody's plan.
func TestRenameSeesAnotherAdmin(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddGroup("sales")
	p := open(t, s)
	s.SetName(id, "Sales!")
	if _, err := p.Rename(t.Context(), rename(id, "sales", "Sales")); !errors.Is(err, migrate.ErrChanged) {
		t.Errorf("%v", err)
	}
}

// What is returned is what is stored, even if it is another admin's by then.
func TestRenameReturnsWhatIsStored(t *testing.T) {
	s := oktatest.Start(t)
	id := s.AddGroup("sales")
	written := false
	s.Between(func(r *http.Request) {
		if written {
			s.SetName(id, "Theirs")
		}
		written = r.Method == http.MethodPut
	})
	now, err := open(t, s).Rename(t.Context(), rename(id, "sales", "Sales"))
	if err != nil || now.Names[migrate.DisplayName] != "Theirs" {
		t.Errorf("%+v, %v", now, err)
	}
}
