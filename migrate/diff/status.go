package diff

import (
	"strings"

	"ad2scim/migrate"
)

// Status is the result for a group.
type Status uint8

// The statuses, in the order of the summary.
const (
	Exact    Status = iota // one group on each side, with the same bytes as name
	Differs                // one group on each side, with different names
	Conflict               // several candidates and no single best: a person decides
	ADOnly                 // an AD group without a provisioned group
	SCIMOnly               // a provisioned group without an AD group
	statusCount
)

var statusWords = [statusCount]string{"exact", "differs", "conflict", "ad-only", "scim-only"}

// String returns the word of the status for JSON and the command line.
func (s Status) String() string {
	if s < statusCount {
		return statusWords[s]
	}
	return "unknown"
}

// ParseStatus returns the status with this word. An unknown word is BadInput.
func ParseStatus(word string) (Status, error) {
	for i, w := range statusWords {
		if w == word {
			return Status(i), nil
		}
	}
	return 0, &migrate.Problem{
		Class: migrate.BadInput, What: migrate.Quote(word) + " is not a status",
		Next: "give one of " + strings.Join(statusWords[:], ", "),
	}
}
