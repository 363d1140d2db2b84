package playbook_test

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
)

// said joins the instructions, confirmations and cautions of a step. The golden files show texts that move from one
// to another.
func said(s playbook.Step) string {
	s = s.WithWords(migrate.Remedy.String)
	text := s.Title + " " + s.Why + " " + s.Attest + " " + s.Back
	for _, l := range append(slices.Clone(s.Do), s.Cautions...) {
		text += " " + l.Text
	}
	return text
}

// Each documented step of both paths exists, with the texts that it must have, for every combination that it
// applies to.
func TestEveryDocumentedStepExists(t *testing.T) {
	both := playbook.Paths()
	conf, self := []playbook.Path{playbook.Confidential}, []playbook.Path{playbook.SelfHosted}
	for _, row := range []struct {
		name  string
		paths []playbook.Path
		idps  []playbook.IDP // none: all
		step  playbook.StepID
		tells []string
	}{
		{"prerequisite: admin access", both, nil, "access", []string{"Dashlane Admin Console", "identity provider"}},
		{"prerequisite: SSO on", conf, nil, "sso-on", []string{"Confidential SSO must be", "Set up alone isn't enough"}},
		{"prerequisite: SSO on", self, nil, "sso-on", []string{"Self-hosted SSO"}},
		{"own instructions", conf, []playbook.IDP{"entra", "okta", "pingone"}, "guide", []string{"Dashlane's guide"}},
		{"own instructions", self, []playbook.IDP{"entra", "okta", "jumpcloud"}, "guide", []string{"Dashlane's guide"}},
		{
			"no own instructions", conf,
			[]playbook.IDP{"jumpcloud", "other"},
			"guide",
			[]string{"no specific guide", "Support"},
		},
		{
			"no own instructions", self,
			[]playbook.IDP{"pingone", "other"},
			"guide",
			[]string{"no specific guide", "Support"},
		},
		{
			"providers with SCIM", both,
			[]playbook.IDP{"other"},
			"guide",
			[]string{"AD FS alone has no SCIM", "Google Workspace", "75", "Duo"},
		},
		{"where in the Admin Console", conf, nil, "card-open", []string{
			"Integrations > Provisioning > Confidential Provisioning",
		}},
		{"where in the Admin Console", self, nil, "card-open", []string{
			"Integrations > Provisioning > Self-hosted Provisioning", "SCIM Provisioning settings",
		}},
		{"open it", both, nil, "card-open", []string{"Set up", "Edit"}},
		{"if greyed out: SSO", conf, nil, "card-open", []string{"Confidential SSO is on"}},
		{
			"if greyed out: script and AD sync", both, nil, "card-open",
			[]string{"script is stopped", "AD sync toggles are off", "log out and log in"},
		},
		{"if greyed out: Support", both, nil, "card-open", []string{"still greyed out", "Support"}},
		{"stop the script", both, nil, "script-disabled", []string{"Disable", "delete sharing groups"}},
		{"stop the script for certain", both, nil, "script-stopped", []string{"disabled"}},
		{"turn AD sync off", both, nil, "ad-sync-off", []string{
			"Automatic user provisioning and group syncing",
			"Automatic user deprovisioning", "both toggles",
		}},
		{"roll back", both, nil, "ad-sync-off", []string{"turn off SCIM first"}},
		{"log out and in", both, nil, "relogin", []string{"Log out of Dashlane"}},
		{"token", conf, nil, "token", []string{"Step 1", "Generate Token", "Step 2", "copy it"}},
		{"token", self, nil, "token", []string{"Generate token", "copy it"}},
		{"endpoint", conf, nil, "token", []string{"don't guess"}},
		{"endpoint", self, nil, "token", []string{"/scim/2.0", "not /v2"}},
		{"switch on at Dashlane", conf, nil, "switch-on", []string{"Step 3", "automatic user provisioning"}},
		{"switch on at Dashlane", self, nil, "switch-on", []string{
			"encryption service to sync the directory",
			"Save changes",
		}},
		{"restart", self, nil, "service-restarted", []string{"Azure portal", "az webapp restart", "AWS"}},
		{"health", self, nil, "service-healthy", []string{"Dashlane page"}},
		{
			"at the IdP: where", conf,
			[]playbook.IDP{"other"},
			"idp-connection",
			[]string{"user provisioning page of the Dashlane SSO app"},
		},
		{"at the IdP: where", self, []playbook.IDP{"other"}, "idp-connection", []string{"user provisioning page"}},
		{"at the IdP: connection", both, nil, "idp-connection", []string{"SCIM endpoint", "SCIM API token", "Bearer"}},
		{"users on", both, nil, "idp-users-on", []string{"Turn on user provisioning"}},
		{"groups off by SCIM", conf, nil, "idp-groups-off", []string{
			"Turn off group provisioning by SCIM",
			"doesn't create sharing groups",
		}},
		{"groups by SAML, exact", conf, nil, "saml-groups", []string{"SAML", "exactly the name", "capitals and spaces"}},
		{"groups on", self, nil, "idp-groups-on", []string{"Turn on group provisioning", "exactly the name"}},
		{"exact names", both, nil, "names-exact", []string{"capitals", "spaces"}},
		{"assign", both, nil, "idp-assigned", []string{"Assign users and groups to the SSO app"}},
		{"test the connection", both, nil, "idp-tested", []string{"Test the connection"}},
		{"limits", both, nil, "idp-limits", []string{"identity provider's limits"}},
		{"last sync date", both, nil, "last-sync-still", []string{"last sync date", "audit log"}},
		{"e-mail exact", both, nil, "idp-assigned", []string{"email is exactly the Dashlane login"}},
		{"a waiting request", both, nil, "ad-sync-off", []string{"may be waiting"}},
		{"the script's secret", both, nil, "script-found", []string{"dashlane-ad-sync.ps1", "secret token"}},
		{"Entra's SAML values", conf, []playbook.IDP{"entra"}, "saml-groups", []string{"not object ids", "150"}},
		{
			"PingOne's group names", self,
			[]playbook.IDP{"pingone"},
			"names-exact",
			[]string{"distinguished name", "Common Name"},
		},
		{
			"Entra's and Okta's names from AD", both,
			[]playbook.IDP{"entra", "okta"},
			"names-exact",
			[]string{"the name in AD", "Leave the names in AD"},
		},
		{"SAML is not there yet", conf, nil, "names-exact", []string{"SAML sends no groups yet", "saml-groups"}},
		{"names can wait", both, nil, "names-exact", []string{"continue with the steps that stop AD sync"}},
		{"the URL is not on the grey card", self, nil, "service-answers", []string{
			"self-hosted SSO settings",
			"Don't look for it on the Self-hosted Provisioning card",
		}},
		{
			"PingOne's rule", both,
			[]playbook.IDP{"pingone"},
			"idp-connection",
			[]string{"add a provisioning rule", "PingOne as the source and this connection as the target"},
		},
		{"Just in Time before SCIM", both, nil, "sso-on", []string{"just-in-time provisioning", "before you turn SCIM on"}},
		{"the date once SCIM is on", both, nil, "watched", []string{
			"card is greyed out while SCIM is on", "ad2scim sync verify",
			"audit log",
		}},
		{"JumpCloud's staged users", both, []playbook.IDP{"jumpcloud"}, "idp-limits", []string{"staged"}},
	} {
		idps := row.idps
		if idps == nil {
			idps = playbook.IDPs()
		}
		for _, path := range row.paths {
			for _, idp := range idps {
				s, err := newWalk(t, path, idp).Step(row.step)
				if err != nil {
					t.Errorf("%s on %s with %s: %v", row.name, path, idp, err)
					continue
				}
				for _, tell := range row.tells {
					if !strings.Contains(said(s), tell) {
						t.Errorf("%s on %s with %s: the step %s does not tell %q", row.name, path, idp, s.ID, tell)
					}
				}
			}
		}
	}
}

// The last sync date is read before SCIM greys out its card; a step names the program if the program can do
// something; the report comes when it can be complete.
func TestStepOrder(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		step := func(id playbook.StepID) playbook.Step {
			t.Helper()
			s, err := w.Step(id)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		on := step("switch-on")
		if !slices.Contains(on.Needs, "last-sync-still") {
			t.Error("SCIM can be on before the date of the last sync was compared")
		}
		for _, s := range w.Steps[on.Number-1:] {
			if strings.Contains(said(s), "Just in Time") {
				t.Errorf("%s tells of Just in Time provisioning too late", s.ID)
			}
		}
		for _, s := range w.Steps {
			if w.IDP == playbook.Other && s.Run == "ad2scim enable" {
				t.Errorf("%s names a command that does not know this provider", s.ID)
			}
		}
		if run := step("idp-started").Run; w.IDP != playbook.Other && run != "ad2scim enable" {
			t.Errorf("%q starts provisioning", run)
		}
		if !step("report").InTurn {
			t.Error("a report of the first day is the hand-over")
		}
	})
}

func TestWhatIsNotThere(t *testing.T) {
	for _, c := range []struct {
		path playbook.Path
		step playbook.StepID
	}{
		{playbook.Confidential, "service-restarted"},
		{playbook.Confidential, "idp-groups-on"},
		{playbook.Confidential, "service-answers"},
		{playbook.SelfHosted, "idp-groups-off"},
		{playbook.SelfHosted, "saml-groups"},
	} {
		for _, idp := range playbook.IDPs() {
			if _, err := newWalk(t, c.path, idp).Step(c.step); err == nil {
				t.Errorf("%s has no place on %s with %s", c.step, c.path, idp)
			}
		}
	}
}

// Inferred texts are only cautions, and the steps that change something have the requirements.
func TestGradesAndInterlocks(t *testing.T) {
	combinations(t, func(t *testing.T, w *playbook.Runbook) {
		for _, s := range w.Steps {
			for _, l := range append(slices.Clone(s.Do), playbook.Line{Text: s.Why, Grade: s.WhyGrade}) {
				if l.Grade != playbook.Documented && l.Grade != playbook.FromClient {
					t.Errorf("%s tells %q with the grade %q", s.ID, l.Text, l.Grade)
				}
			}
			for _, l := range s.Cautions {
				if l.Grade == "" {
					t.Errorf("%s: a caution without a grade: %q", s.ID, l.Text)
				}
			}
		}
		for _, id := range shut[w.Path] {
			s, _ := w.Step(id)
			want := []playbook.RequirementID{
				playbook.RequirementScriptStopped, playbook.RequirementADSyncOff, playbook.RequirementNamesExact,
				playbook.RequirementDoctor,
			}
			if w.Path == playbook.Confidential {
				want = append(want, playbook.RequirementPathConfirmed)
			}
			if !slices.Equal(s.Requirements, want) {
				t.Errorf("%s has the interlocks %v", id, s.Requirements)
			}
		}
		if s, _ := w.Step("script-stopped"); s.Attest != "" {
			t.Error("that the script has stopped can be said without being seen")
		}
		own := map[playbook.Path][]playbook.IDP{
			playbook.Confidential: {"entra", "okta", "pingone"},
			playbook.SelfHosted:   {"entra", "okta", "jumpcloud"},
		}
		if w.Own != slices.Contains(own[w.Path], w.IDP) || w.Own != (w.Notice() == "") {
			t.Errorf("own instructions: %v, notice %q", w.Own, w.Notice())
		}
	})
}
