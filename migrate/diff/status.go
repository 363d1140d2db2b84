package diff

import (
	"strings"

	"ad2scim/migrate"
)

// Status is what became of a group.
type Status uint8

// The statuses, in the order of the summary.
const (
	Exact    Status = iota // one group on each side, the names are the same bytes
	Differs                // one group on each side, the names differ
	Conflict               // several candidates and no single best: a person decides
	ADOnly                 // no provisioned group belongs to it
	SCIMOnly               // no Active Directory group belongs to it
	statusCount
)

var statusWords = [statusCount]string{"exact", "differs", "conflict", "ad-only", "scim-only"}

// String returns the status's word, as in JSON and on the command line.
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
