package enabling

import (
	"strings"

	"ad2scim/tui/form"
)

// newAnswer is the answer to a question that only a typed yes begins; with
// force a reason comes before it.
func newAnswer(force bool) form.Form {
	yes := form.NewField("Type yes to do it", "", func(s string) string {
		if strings.TrimSpace(s) != "yes" {
			return "type yes to go on, esc to go back"
		}
		return ""
	})
	if !force {
		return form.New(yes)
	}
	reason := form.NewField("FORCE it, for this reason (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "a reason is needed"
		}
		return ""
	})
	return form.New(reason, yes)
}
