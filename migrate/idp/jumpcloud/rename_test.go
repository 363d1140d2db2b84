package jumpcloud_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/jumpcloud/jumpcloudtest"
)

func rename(id, from, to string) migrate.Change {
	return migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: from, After: to}
}

// The write replaces the group: everything that was there is there after.
func TestRenameKeepsTheRest(t *testing.T) {
	for name, set := range map[string]func(s *jumpcloudtest.Server, id string){
		"plain": func(*jumpcloudtest.Server, string) {},
		"a dynamic group": func(s *jumpcloudtest.Server, id string) {
			s.SetField(id, "membershipMethod", "DYNAMIC_AUTOMATED")
			s.SetField(id, "memberQuery", map[string]any{
				"queryType": "FilterQuery",
				"filters":   []any{map[string]any{"field": "department", "operator": "eq", "value": "Sales"}},
			})
			s.SetField(id, "memberQueryExemptions", []any{map[string]any{"id": "u1", "type": "user"}})
		},
		"a dynamic group of the newer form": func(s *jumpcloudtest.Server, id string) {
			s.SetField(id, "membershipMethod", "DYNAMIC_AUTOMATED")
			s.SetField(id, "memberQuery", map[string]any{"filters": []any{
				map[string]any{"field": "department", "operation": "eq", "value": "Sales"},
			}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := jumpcloudtest.Start(t)
			s.Lag = 2
			id := s.AddGroup("sales emea")
			set(s, id)
			want := s.Group(id)
			now, err := open(t, s).Rename(t.Context(), rename(id, "sales emea", "Sales EMEA"))
			if err != nil || now.Names[migrate.DisplayName] != "sales emea" {
				t.Fatalf("it was accepted and is shown late: %+v, %v", now, err)
			}
			want["name"] = "Sales EMEA"
			got := s.Group(id)
			for field, value := range want {
				if !same(t, got[field], value) {
					t.Errorf("%s is %v, was %v", field, got[field], value)
				}
			}
		})
	}
}

// same compares as JSON, where 1 and 1.0 are the same number.
func same(t *testing.T, a, b any) bool {
	t.Helper()
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	return string(x) == string(y)
}

func TestRenameSaysWhatWasLost(t *testing.T) {
	s := jumpcloudtest.Start(t)
	s.Loses = "description"
	id := s.AddGroup("a")
	now, err := open(t, s).Rename(t.Context(), rename(id, "a", "b"))
	if migrate.ClassOf(err) != migrate.Partial || !strings.Contains(err.Error(), "description") ||
		now.Names[migrate.DisplayName] != "b" {
		t.Errorf("%+v, %v", now, err)
	}
}

func TestRenameRefusals(t *testing.T) {
	s := jumpcloudtest.Start(t)
	mine := s.AddGroup("mine")
	s.AddGroup("other")
	p := open(t, s)
	for _, c := range []struct {
		name   string
		change migrate.Change
		want   error
	}{
		{"another name by now", rename(mine, "not mine", "x"), migrate.ErrChanged},
		{"a taken name", rename(mine, "mine", "other"), migrate.ErrTaken},
		{"no name", rename(mine, "mine", ""), migrate.ErrInvalid},
		{"a deleted group", rename("ffff", "gone", "x"), migrate.ErrGone},
		{
			"another attribute",
			migrate.Change{ID: mine, Attribute: migrate.CommonName, Before: "mine", After: "x"},
			migrate.ErrInvalid,
		},
	} {
		if _, err := p.Rename(t.Context(), c.change); !errors.Is(err, c.want) || migrate.ClassOf(err) == 0 {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	if s.Group(mine)["name"] != "mine" {
		t.Error("a refused rename has written")
	}
}
