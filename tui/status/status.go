package status

import (
	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/theme"
)

// All lists the statuses by urgency.
var All = diff.Urgency()

// Kinds lists the kinds of difference in the order of the rules.
var Kinds = names.AllKinds()

type appearance struct {
	sign, word string
	style      lipgloss.Style
}

var appearances = map[diff.Status]appearance{
	diff.Exact:    {"=", "exact", theme.Good},
	diff.Differs:  {"≠", "differ", theme.Warn},
	diff.Conflict: {"!", "conflict", theme.Bad},
	diff.ADOnly:   {"‹", "only in AD", theme.Left},
	diff.SCIMOnly: {"›", "only provisioned", theme.Right},
}

// Sign is the sign of a status, one column wide.
func Sign(s diff.Status) string { return appearances[s].sign }

// Word is the status after a number, as in "23 differ".
func Word(s diff.Status) string { return appearances[s].word }

// Style is the color of the status.
func Style(s diff.Status) lipgloss.Style { return appearances[s].style }

// Count is the number of rows with the status.
func Count(r *diff.Result, s diff.Status) int {
	if r == nil {
		return 0
	}
	return r.Summary.Of(s)
}

// Mark is the sign for rows with decisions by the user, or "".
func Mark(decisions []diff.Decision) string {
	if len(decisions) == 0 {
		return ""
	}
	return DecidedSign + " "
}

// DecidedSign is one column wide.
const DecidedSign = "◆"

// Singular is the status of one row, as in "differs".
func Singular(s diff.Status) string {
	if s == diff.Differs {
		return "differs"
	}
	return appearances[s].word
}
