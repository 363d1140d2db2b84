package entra_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/entra/entratest"
	"ad2scim/migrate/playbook"
)

var app = idp.App{ID: entratest.AppID, Name: "Dashlane"}

const scimToken = "scim-token-9Z"

func open(t *testing.T) (*entratest.Server, *entra.Client) {
	t.Helper()
	s := entratest.Start(t)
	c, err := entra.Open(t.Context(), s.Options())
	if err != nil {
		t.Fatal(err)
	}
	c.Hasten()
	return s, c
}

func TestMissingRightsAreNamed(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) { st.Roles = st.Roles[1:] })
	lacks, err := c.SignIn(t.Context())
	if err != nil || fmt.Sprint(lacks) != "[Synchronization.Read.All Synchronization.ReadWrite.All]" {
		t.Fatal(lacks, err)
	}
}

func TestAppsAndAssignedGroups(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		for i := range 45 {
			id := fmt.Sprintf("g%d", i)
			st.Groups = append(st.Groups, &entratest.Group{ID: id, Name: "Group " + id, Synced: i == 0, SID: "S-1-5-21-" + id})
			st.Assigned = append(st.Assigned, id)
		}
	})
	apps, err := c.Apps(t.Context(), nil)
	if err != nil || len(apps) != 1 || apps[0].Dashlane == "" || apps[0].SCIM != "" {
		t.Fatal(apps, err)
	}
	s.Expire() // a 401 in the middle: the token is renewed once
	list, err := c.Assigned(t.Context(), app, nil)
	if err != nil || len(list) != 45 || list[44].Sent != "Group g44" || list[0].Authority == "" ||
		list[1].ADSID != "S-1-5-21-g1" {
		t.Fatal(len(list), err)
	}
}

func TestRenameAndAssign(t *testing.T) {
	s, c := open(t)
	s.Change(func(st *entratest.State) {
		st.Lag = 3
		st.Groups = []*entratest.Group{{ID: "a", Name: "Old"}, {ID: "b", Name: "Synced", Synced: true}}
	})
	change := migrate.Change{ID: "a", Attribute: migrate.DisplayName, Before: "Old", After: "New"}
	now, err := c.Rename(t.Context(), change)
	if err != nil || now.Names[migrate.DisplayName] != "Old" {
		t.Fatalf("it was accepted and is shown late: %+v, %v", now, err)
	}
	for range 3 {
		if now, err = c.Read(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if now.Names[migrate.DisplayName] != "New" {
		t.Fatal(now)
	}
	if _, err := c.Rename(t.Context(), change); !errors.Is(err, migrate.ErrChanged) {
		t.Fatal(err)
	}
	if _, err := c.Rename(t.Context(), migrate.Change{
		ID: "b", Attribute: migrate.DisplayName, Before: "Synced",
		After: "X",
	}); !errors.Is(err, migrate.ErrDenied) {
		t.Fatal(err)
	}
	if err := c.Assign(t.Context(), app, "a"); err != nil {
		t.Fatal(err)
	}
}

func TestEnableAndBack(t *testing.T) {
	for _, path := range []playbook.Path{playbook.Confidential, playbook.SelfHosted} {
		s, c := open(t)
		want := idp.DesiredConfig{Path: path, Endpoint: "https://scim.example.com/v2", Token: migrate.NewSecret(scimToken)}
		steps, err := c.Plan(t.Context(), app, want)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Apply(t.Context(), app, steps[0], want); err != nil {
			t.Fatal(err)
		}
		if steps, err = c.Plan(t.Context(), app, want); err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			if _, err := c.Apply(t.Context(), app, step, want); err != nil {
				t.Fatal(step.ID, err)
			}
			if _, err := c.Verify(t.Context(), app, step, want); err != nil {
				t.Fatal(step.ID, err)
			}
		}
		s.Change(func(st *entratest.State) {
			text, _ := json.Marshal(st.Schema)
			if st.Secrets["SyncAll"] != "false" || st.Secrets["SecretToken"] != scimToken || st.Code != "Active" ||
				!strings.Contains(string(text), "12345678901234567") {
				t.Error("the settings are not as planned", st.Code, len(st.Secrets))
			}
		})
		text, _ := json.Marshal(steps)
		if strings.Contains(string(text), scimToken) || strings.Contains(string(text), entratest.Secret) {
			t.Error("a plan or a backup holds a secret")
		}
		for i := len(steps) - 1; i >= 0; i-- {
			_, err := c.Revert(t.Context(), app, steps[i])
			if byHand, is := errors.AsType[*idp.ByHandError](err); is && steps[i].ID == idp.StepEndpoint &&
				strings.Contains(byHand.Do, "Tenant URL https://scim.example.com/v2") {
				continue // nobody gives the earlier token out
			}
			if err != nil {
				t.Fatal(steps[i].ID, err)
			}
		}
		again, err := c.Plan(t.Context(), app, want)
		if err != nil || again[2].Settings[0].Before != "off" || again[3].Settings[0].Before != "on" ||
			again[5].Fingerprint != "Paused" {
			t.Fatal(again, err)
		}
		// Another admin's change in between writes nothing.
		if _, err := c.Apply(t.Context(), app, again[2], want); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Apply(t.Context(), app, again[2], want); !errors.Is(err, migrate.ErrChanged) {
			t.Fatal(err)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, status := range map[string]int{"busy": 429, "gateway": 503, "dropped": 0} {
		t.Run(name, func(t *testing.T) {
			s, c := open(t)
			left := 1
			s.Change(func(st *entratest.State) {
				st.Fault = func(w http.ResponseWriter, _ *http.Request) bool {
					if left--; left < 0 {
						return false
					}
					if status == 0 {
						panic(http.ErrAbortHandler)
					}
					w.Header().Set("Retry-After", "0")
					w.WriteHeader(status)
					return true
				}
			})
			if _, err := c.Directory(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestWrongSecretIsNotShown(t *testing.T) {
	s := entratest.Start(t)
	o := s.Options()
	o.ClientSecret = migrate.NewSecret("wrong-secret-5X")
	c, err := entra.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Directory(t.Context(), nil)
	if !errors.Is(err, migrate.ErrDenied) || strings.Contains(fmt.Sprintf("%+v", err), "wrong-secret") {
		t.Fatal(err)
	}
}
