package problem

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// A step is named by its title, or by its number where steps are numbered, but never by its id.
func TestStepsAreNamedByTitleOrNumber(t *testing.T) {
	for id, want := range map[string]string{
		"script-stopped": "press h at the step “Verify that the script stopped”, and scan until it is certain",
		"12":             "press h at step 12, and scan until it is certain",
		"no-such-step":   "press h at its step, and scan until it is certain",
		"":               "press h at its step, and scan until it is certain",
	} {
		if got := Words(migrate.Remedy{Kind: migrate.RemedyVerify, Step: id}); got != want {
			t.Errorf("%q: %s", id, got)
		}
	}
}

// What a flag sets on the command line is a field in the app.
func TestFlagsAreFieldsInTheApp(t *testing.T) {
	for said, want := range map[string]string{
		"run kinit, or give a user with --ad-user": "run kinit, or enter a user",
		"check --ad-user; it is the logon name":    "check the user; it is the logon name",
		"use --ad-auth simple; it is safe":         "enter a user and a password; it is safe",
		"check --scim and any firewall":            "check the address and any firewall",
		"read it with --ad-format lines":           "read it with --ad-format lines in a terminal",
		"give --ad-user user@domain or D\\user":    "enter a user: user@domain or D\\user",
		"narrow it with --ad-base or --ad-filter":  "narrow it with the search base or the filter",
		"pass its certificate with --scim-ca FILE": "pass its certificate with the CA file",

		"it (AD2SCIM_AD_PASSWORD, --ad-password-file or the keyring), and --ad-user": "it, and the user",
	} {
		if got := Next(migrate.Advise(said)); got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}

// Every remedy has its own phrase in the app, and a command appears only as something to run in
// a terminal.
func TestEveryRemedyHasWordsInTheApp(t *testing.T) {
	for _, kind := range migrate.RemedyKinds() {
		r := migrate.Remedy{Kind: kind, Step: "script-found", Text: "4"}
		app, command := Next(migrate.Remedies{r}), r.String()
		if app == "" || command == "" || strings.Contains(app+command, "{") {
			t.Errorf("%s: %q in the app, %q on the command line", kind, app, command)
		}
		if strings.Contains(app, "ad2scim ") && !strings.Contains(app, inTerminal) {
			t.Errorf("%s: the app names a command: %s", kind, app)
		}
		if strings.Contains(app, r.Step) {
			t.Errorf("%s: the app names the id of a step: %s", kind, app)
		}
		if strings.Contains(command, "press ") {
			t.Errorf("%s: the command line names a key: %s", kind, command)
		}
	}
	if len(appWords) != len(migrate.RemedyKinds()) {
		t.Errorf("the app has words for %d remedies, and there are %d", len(appWords), len(migrate.RemedyKinds()))
	}
}
