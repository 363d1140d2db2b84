package log

import (
	"cmp"
	"encoding/json"
	"strings"

	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
)

// summary draws an entry in one line: of a renaming the names come first, for
// they are what it is known by.
func summary(e operation.JournalEntry, width int) string {
	c, ok := fix.ChangeOf(e)
	if !ok {
		return layout.Fit(layout.Safe(words(e)), width)
	}
	state := ""
	switch {
	case e.Kind == fix.KindIntent:
		state = "is to be made: "
	case !c.Done:
		state = "not made: "
	}
	rest := ", " + string(c.Attribute)
	if c.Temporary {
		rest += " for a moment"
	}
	rest += ", id " + c.ID
	names := state + "“" + layout.Safe(c.From) + "” → “" + layout.Safe(c.To) + "”"
	if layout.Width(names) <= width {
		return layout.Fit(names+layout.Safe(rest), width)
	}
	return state + namediff.Arrow(c.From, c.To, width-layout.Width(state))
}

// statuses are the states of a step in words.
var statuses = map[string]string{
	string(playbook.DoneVerified): "done, verified",
	string(playbook.DoneAttested): "done, attested",
	string(playbook.NotNeeded):    "not needed",
}

// words is the text of an entry. Of a step the state comes first, in words, as the
// title may be long.
func words(e operation.JournalEntry) string {
	if e.Kind != migration.KindStep || len(e.Data) == 0 {
		return e.Text
	}
	var data struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(e.Data, &data) != nil || data.Status == "" {
		return e.Text
	}
	before, after, ok := strings.Cut(e.Text, ": "+data.Status)
	if !ok {
		return e.Text
	}
	forced := ""
	if rest, ok := strings.CutPrefix(before, "FORCED "); ok {
		forced, before = "FORCED ", rest
	}
	return forced + cmp.Or(statuses[data.Status], data.Status) + ": " + before + after
}
