package entra_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/playbook"
)

// mapped gives displayName of a group another source, as an admin does.
func mapped(st *entratest.State, source string) {
	entratest.Mappings(st.Schema)[1] = entratest.Mapping("Group", st.On()["Group"], "displayName", source, "members",
		"members")
}

func TestAnotherAdminsEditStopsAStep(t *testing.T) {
	for name, edit := range map[string]func(*entratest.State){
		"a mapping": func(st *entratest.State) { mapped(st, "mailNickname") },
		"a flag":    func(st *entratest.State) { entratest.Mappings(st.Schema)[0].(map[string]any)["enabled"] = true },
		"a filter": func(st *entratest.State) {
			entratest.Mappings(st.Schema)[1].(map[string]any)["scope"] = map[string]any{"groups": []any{}}
		},
		"a directory": func(st *entratest.State) { st.Schema["directories"] = []any{} },
	} {
		s, c := open(t)
		s.Change(func(st *entratest.State) { st.Job = true })
		step := planned(t, c, idp.StepUsers, selfHosted)
		s.Change(edit)
		if _, err := c.Apply(t.Context(), app, step, selfHosted); !errors.Is(err, migrate.ErrChanged) {
			t.Error(name, err)
		}
		s.Change(func(st *entratest.State) {
			if st.Version != 1 {
				t.Error(name, "was written over")
			}
		})
	}
}

// One's own write is no other admin's, even if Graph completes what it is given.
func TestOwnWriteIsNoEdit(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Job = true
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodPut {
				return false
			}
			s.Take(w, r)
			entratest.Mappings(st.Schema)[0].(map[string]any)["metadata"] = []any{
				map[string]any{"key": "IsCustomerDefined", "value": "true"},
			}
			return true
		}
	})
	confidential := selfHosted
	confidential.Path = playbook.Confidential // groups are turned off
	users, groups := planned(t, c, idp.StepUsers, confidential), planned(t, c, idp.StepGroups, confidential)
	for _, step := range []idp.Step{users, groups} {
		if _, err := c.Apply(t.Context(), app, step, confidential); err != nil {
			t.Fatal(step.ID, err)
		}
	}
	for _, step := range []idp.Step{groups, users} {
		if saw, err := c.Revert(t.Context(), app, step); err != nil || strings.Contains(saw, "not as before") {
			t.Fatal(step.ID, saw, err)
		}
	}
	s.Change(func(st *entratest.State) {
		if on := st.On(); on["User"] || !on["Group"] {
			t.Error(on)
		}
	})
}

// The way back keeps what another admin changed since, and says so; the earlier
// schema is whole in the backup.
func TestWayBackKeepsLaterEdits(t *testing.T) {
	s, c := open(t)
	var before []byte
	s.Change(func(st *entratest.State) {
		st.Job = true
		before, _ = json.Marshal(st.Schema)
	})
	step := planned(t, c, idp.StepUsers, selfHosted)
	if mark, err := entra.KeptMark(step.Backup); err != nil || mark != entra.Mark(before) {
		t.Error("the backup is not whole:", err)
	}
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Fatal(err)
	}
	s.Change(func(st *entratest.State) { mapped(st, "mailNickname") })
	saw, err := c.Revert(t.Context(), app, step)
	if err != nil || !strings.Contains(saw, "stay as they are") {
		t.Error(saw, err)
	}
	s.Change(func(st *entratest.State) {
		if text, _ := json.Marshal(st.Schema); st.On()["User"] || !strings.Contains(string(text), "mailNickname") {
			t.Error(string(text))
		}
	})
}

// Where the job is made from a template, its own schema may differ from that of
// the template, and that is nobody's edit.
func TestMappingsOfATemplate(t *testing.T) {
	s, c := open(t)
	step := planned(t, c, idp.StepUsers, selfHosted)
	s.Change(func(st *entratest.State) { st.Job, st.Schema["id"] = true, "of the job" })
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Fatal(err)
	}
	if saw, err := c.Revert(t.Context(), app, step); err != nil || strings.Contains(saw, "not as before") {
		t.Error(saw, err)
	}
	s.Change(func(st *entratest.State) {
		if st.On()["User"] || st.Version != 3 {
			t.Error(st.On(), st.Version)
		}
	})
}

// A backup without the schema, and a template that does not give one, will do.
func TestMappingsWithoutAnEarlierSchema(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Fault = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/templates/") {
				return false
			}
			w.WriteHeader(http.StatusNotFound)
			return true
		}
	})
	step := planned(t, c, idp.StepUsers, selfHosted)
	if step.Wrong != "" || step.Settings[0].Before != "not set up" {
		t.Error(step)
	}
	s.Change(func(st *entratest.State) { st.Job = true })
	if _, err := c.Apply(t.Context(), app, step, selfHosted); err != nil {
		t.Fatal(err)
	}
	if saw, err := c.Revert(t.Context(), app, step); err != nil || !strings.Contains(saw, "left as it is") {
		t.Error(saw, err)
	}
	step.Backup = []byte(`{"enabled":[false]}`)
	if _, err := c.Revert(t.Context(), app, step); err != nil {
		t.Error(err)
	}
	s.Change(func(st *entratest.State) {
		if st.On()["User"] {
			t.Error(st.On())
		}
	})
}

// Groups without a name are not to be turned on.
func TestGroupsWithoutANameAreNotSent(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Job = true
		entratest.Mappings(st.Schema)[1] = entratest.Mapping("Group", false, "members", "members")
	})
	if step := planned(t, c, idp.StepGroups, selfHosted); !strings.Contains(step.Wrong, "no name is sent") {
		t.Error(step.Wrong)
	}
	confidential := selfHosted
	confidential.Path = playbook.Confidential
	if step := planned(t, c, idp.StepGroups, confidential); step.Wrong != "" {
		t.Error(step.Wrong)
	}
}

// Mappings in a rule that may not be changed are left alone, and groups without
// any mapping are as good as off.
func TestMappingsThatCannotBeChanged(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Job = true
		st.Schema["synchronizationRules"].([]any)[0].(map[string]any)["editable"] = false
	})
	if step := planned(t, c, idp.StepGroups, selfHosted); step.Wrong == "" {
		t.Error(step)
	}
	confidential := selfHosted
	confidential.Path = playbook.Confidential
	step := planned(t, c, idp.StepGroups, confidential)
	if step.Wrong != "" || step.Changes() {
		t.Error(step)
	}
	if _, err := c.Verify(t.Context(), app, step, confidential); err != nil {
		t.Error(err)
	}
	if _, err := c.Verify(t.Context(), app, step, selfHosted); !seen(err) {
		t.Error(err)
	}
}

// A backup holds a schema whole, and its mark is blind for flags and version
// alone.
func TestBackupIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return rapid.String().Draw(t, name) }
		on, version := rapid.Bool(), rapid.IntRange(1, 9)
		make := func(name, target string) []byte {
			out, err := json.Marshal(map[string]any{
				"version": version.Draw(t, "version"), "directories": []any{name},
				"synchronizationRules": []any{
					map[string]any{"priority": 1, "objectMappings": []any{map[string]any{
						"sourceObjectName": "Group",
						"enabled":          on.Draw(t, "enabled"), "name": target,
					}}},
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		name, target := text("name"), text("target")
		one := make(name, target)
		if flags, same, err := entra.Repack(one); err != nil || !same || len(flags) != 1 {
			t.Fatal(flags, same, err)
		}
		if entra.Mark(one) != entra.Mark(make(name, target)) || entra.Mark(one) == entra.Mark(make(name, target+"x")) {
			t.Fatal("the mark is wrong")
		}
	})
}

// A schema is whatever a server sends.
func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"synchronizationRules":[{"objectMappings":[{"sourceObjectName":"Group","enabled":true}]}]}`))
	f.Add([]byte(`{"synchronizationRules":[null,{"objectMappings":[1,{"sourceObjectName":"group","attributeMappings":[null]}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, same, err := entra.Repack(text); err == nil && !same {
			t.Error("not the same after packing")
		}
	})
}
