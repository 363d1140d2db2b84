package fix

import (
	"encoding/json"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Change is a rename as recorded in the journal.
type Change struct {
	Side      migrate.Side
	ID        string
	Attribute migrate.Attribute
	From, To  string // To is the name that was read back, if the rename was made
	Temporary bool   // To is a temporary name
	// Done is true if the rename is known to be made; otherwise Why has the reason.
	Done bool
	Why  string
}

// ChangeOf returns the rename that a journal entry is about. ok is false if it isn't about one.
func ChangeOf(e store.Entry) (Change, bool) {
	if e.Kind != KindIntent && e.Kind != KindResult {
		return Change{}, false
	}
	var r changeRecord
	if err := json.Unmarshal(e.Data, &r); err != nil || r.ID == "" {
		return Change{}, false
	}
	return Change{
		Side: r.Side, ID: r.ID, Attribute: r.Attribute, From: string(r.From), To: string(r.newName()),
		Temporary: r.Temporary, Done: r.Result == resultDone, Why: r.Why,
	}, true
}
