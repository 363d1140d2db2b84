package fix

import (
	"encoding/json"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Change is one renaming as the journal has it.
type Change struct {
	Side      migrate.Side
	ID        string
	Attribute migrate.Attribute
	From, To  string // To is what was read back, of one that is done
	Temporary bool   // To is a name for a moment
	// Done is true once it is known to be made; Why says why it is not.
	Done bool
	Why  string
}

// ChangeOf reads the renaming that an entry of the journal is about; false where
// it is about none.
func ChangeOf(e store.Entry) (Change, bool) {
	if e.Kind != KindIntent && e.Kind != KindResult {
		return Change{}, false
	}
	var r changeRecord
	if err := json.Unmarshal(e.Data, &r); err != nil || r.ID == "" {
		return Change{}, false
	}
	return Change{
		Side: r.Side, ID: r.ID, Attribute: r.Attribute, From: string(r.From), To: string(r.given()),
		Temporary: r.Temporary, Done: r.Result == resultDone, Why: r.Why,
	}, true
}
