package operation

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// telling keeps what is said.
type telling struct {
	unattended
	said *[]string
}

func (t telling) Note(text string) { *t.said = append(*t.said, text) }
func (t telling) Warn(text string) { t.Note(text) }

// silent is a provider without a call for what it would send by SAML.
type silent struct{ idp.Provider }

func (silent) String() string { return "Silent" }

// lister is one that has it.
type lister struct {
	silent
	groups   []idp.Group
	findings []idp.Finding
	err      error
}

func (l lister) SAMLGroups(context.Context, idp.App, migrate.Report) ([]idp.Group, []idp.Finding, error) {
	return l.groups, l.findings, l.err
}

// What is compared at the start is what the provider would send. A connected file, which
// may be old, stands for it only where the provider has no call for that, and that is said.
func TestAFileStandsInOnlyWhereTheProviderReportsNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "three-weeks-old.csv")
	if err := os.WriteFile(file, []byte("name\nSales\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	several := &migrate.Problem{Class: migrate.BadInput, What: "several SAML applications look like Dashlane's"}
	for name, c := range map[string]struct {
		provider idp.Provider
		path     playbook.Path
		scim     string
		want     string // the group, or a part of the error
		said     string
	}{
		"no call":          {silent{}, playbook.Confidential, file, "Sales", "the file three-weeks-old.csv"},
		"no call, no file": {silent{}, playbook.Confidential, "silent:Dashlane", "its API does not tell", ""},
		"a call": {
			lister{groups: []idp.Group{{ID: "1", Sent: "Board"}}}, playbook.Confidential, file, "Board", "",
		},
		"a call that can't tell": {lister{err: several}, playbook.Confidential, file, "several SAML applications", ""},
		"a name without end": {
			lister{groups: []idp.Group{{ID: "1", Sent: strings.Repeat("x", migrate.MaxNameBytes+1)}}},
			playbook.Confidential,
			file, "is longer than", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var said []string
			r := run{
				Tenant:        &Tenant{Provider: c.provider, service: &Service{Dir: t.TempDir()}},
				EnableRequest: EnableRequest{Config: idp.DesiredConfig{Path: c.path}},
				show:          telling{said: &said},
			}
			list, err := r.readSent(t.Context(), migration.State{
				Connections: map[migrate.Side]migrate.Connection{migrate.SCIM: {Location: c.scim}},
			})
			got := ""
			if err != nil {
				got = err.Error()
			} else if len(list.Groups) == 1 {
				got = list.Groups[0].Name
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("%.200q, not %q", got, c.want)
			}
			if all := strings.Join(said, "; "); (c.said == "") != (all == "") || !strings.Contains(all, c.said) {
				t.Errorf("it says %q, not %q", all, c.said)
			}
		})
	}
}

// Where it can't be known what SAML sends, exact names are confirmed by the admin, and
// never verified.
func TestAnUncertainListVerifiesNothing(t *testing.T) {
	t.Parallel()
	unsure := idp.Finding{
		ID: "saml-not-reported", Title: "Whether the attribute is included can't be checked",
		Why: "no API",
	}
	sure := idp.Finding{ID: "saml-all-groups", Sure: true, Title: "The claim has all groups", Why: "it isn't limited"}
	for _, c := range []struct {
		finding idp.Finding
		want    migration.Grade
	}{{unsure, migration.GradeConfirmed}, {sure, migration.GradeVerified}} {
		source, err := idp.NewSAMLSource(lister{
			groups: []idp.Group{{ID: "1", Sent: "Sales"}}, findings: []idp.Finding{c.finding},
		}, idp.App{ID: "a"})
		if err != nil {
			t.Fatal(err)
		}
		sent, err := readGroups(t.Context(), migrate.Connection{Location: "jumpcloud:Dashlane", As: "saml"},
			source, nil)
		if err != nil {
			t.Fatal(err)
		}
		ad := List{
			From: migrate.Connection{Location: "ldaps://dc1.example.com"}, Groups: []migrate.Group{{ID: "x", Name: "Sales"}},
		}
		result, err := Pair(t.Context(), nil, ad, sent)
		if err != nil {
			t.Fatal(err)
		}
		names := migration.NewComparison(result, about(ad, sent), time.Now()).Names()
		if got := names.Grade(); got != c.want {
			t.Errorf("%s: %s, not %s (%q)", c.finding.ID, got, c.want, names.Limits)
		}
	}
}

// A text that says nothing overrides nothing, wherever a reason is asked for.
func TestADashIsNoReason(t *testing.T) {
	t.Parallel()
	state := migration.State{Path: playbook.SelfHosted, IdP: playbook.Okta}
	state.Playbook.Steps = map[playbook.StepID]playbook.Record{
		playbook.StepIDPStarted: {Status: playbook.DoneVerified, At: time.Now(), By: "another"},
	}
	for reason, is := range map[string]bool{"": false, " - ": false, "\u200b": false, "ticket 7": true} {
		if got := (run{EnableRequest: EnableRequest{Force: reason}}).forced(); got != is {
			t.Errorf("%q forces a start: %t", reason, got)
		}
		if err := adsync.MayResume(state, reason); (err == nil) != is {
			t.Errorf("%q resumes AD sync beside SCIM: %v", reason, err)
		}
	}
}
