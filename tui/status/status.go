package status

import (
	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/theme"
)

// All are the statuses in the order in which they ask for work.
var All = diff.Urgency()

// Kinds are the kinds of difference in the order in which names are folded.
var Kinds = names.AllKinds()

type look struct {
	sign, word string
	style      lipgloss.Style
}

var looks = map[diff.Status]look{
	diff.Exact:    {"=", "exact", theme.Good},
	diff.Differs:  {"≠", "differ", theme.Warn},
	diff.Conflict: {"!", "conflict", theme.Bad},
	diff.ADOnly:   {"‹", "only in AD", theme.Left},
	diff.SCIMOnly: {"›", "only provisioned", theme.Right},
}

// Sign is one column wide.
func Sign(s diff.Status) string { return looks[s].sign }

// Word says the status after a number: "23 differ".
func Word(s diff.Status) string { return looks[s].word }

// Style is the color of the status.
func Style(s diff.Status) lipgloss.Style { return looks[s].style }

// Count is the number of rows with the status.
func Count(r *diff.Result, s diff.Status) int {
	if r == nil {
		return 0
	}
	return r.Summary.Of(s)
}

// Mark stands before what is said of a row about which a person decided.
func Mark(decisions []diff.Decision) string {
	if len(decisions) == 0 {
		return ""
	}
	return DecidedSign + " "
}

// DecidedSign is one column wide.
const DecidedSign = "◆"

// Singular says the status of one row.
func Singular(s diff.Status) string {
	if s == diff.Differs {
		return "differs"
	}
	return looks[s].word
}
