package problem

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// Each remedy has words of its own in the app, and none of them is the command line's
// without saying so.
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
		if strings.Contains(command, "press ") {
			t.Errorf("%s: the command line names a key: %s", kind, command)
		}
	}
	if len(appWords) != len(migrate.RemedyKinds()) {
		t.Errorf("the app has words for %d remedies, and there are %d", len(appWords), len(migrate.RemedyKinds()))
	}
}
