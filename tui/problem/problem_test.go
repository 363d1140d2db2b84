package problem

import (
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/tui/screentest"
)

func TestViewSaysWhatWhyAndNext(t *testing.T) {
	err := &migrate.Problem{
		What: "cannot reach dc1",
		Why:  "the name was not found by any of the name servers that this computer asks", Next: "check the spelling",
	}
	got := ansi.Strip(strings.Join(View(err, "r try again", 40), "\n"))
	want := strings.Join([]string{
		"┃ ✗ cannot reach dc1",
		"┃ why   the name was not found by any of",
		"┃       the name servers that this",
		"┃       computer asks",
		"┃ next  check the spelling",
		"┃ r try again",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The app names its own key instead of the command.
func TestNextNamesTheAppsKey(t *testing.T) {
	err := &migrate.Problem{
		What: "no scan for the script was made yet", Remedies: migrate.Remedies{{Kind: migrate.RemedyScan}},
	}
	got := ansi.Strip(strings.Join(View(err, "", 60), "\n"))
	if !strings.Contains(got, "next  press h at the script's step, then scan") || strings.Contains(got, "ad2scim") {
		t.Errorf("it says\n%s", got)
	}
	if !strings.HasSuffix(err.Error(), "Run ad2scim sync find") {
		t.Errorf("a command says %q", err)
	}
}

// A step is named by its title, and the rest of the text is unchanged.
func TestViewNamesTheStepByItsTitle(t *testing.T) {
	err := &migrate.Problem{
		What: "the step report is unchanged", Why: "the step report is a group's name", Step: "report",
	}
	got := Line(err)
	if want := "the step “Write the report” is unchanged: the step report is a group's name"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := "the step report is unchanged: the step report is a group's name"; err.Error() != want {
		t.Errorf("a command says %q", err)
	}
}

func TestHostileErrorsStayInTheirLines(t *testing.T) {
	for _, text := range screentest.Nasty {
		screentest.CheckGrid(t, strings.Join(View(errors.New(text), "", 60), "\n"), 60, 400)
		screentest.CheckGrid(t, Line(&migrate.Problem{What: text, Why: text}), 1<<20, 1)
	}
}
