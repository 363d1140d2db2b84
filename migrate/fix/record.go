package fix

import (
	"encoding/json"
	"iter"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/store"
)

// Journal keeps what was done. *store.Journal is one.
type Journal interface {
	// Append returns once the entry is where no crash takes it away.
	Append(store.Entry) (store.Entry, error)
	All() iter.Seq2[store.Entry, error]
}

// The kinds of the journal's entries that this package writes.
const (
	KindRun    = "fix-run"    // a run begins
	KindIntent = "fix-intent" // a change is about to be made
	KindResult = "fix-result" // what became of it
	KindEnd    = "fix-end"    // the run is over
)

// What a result says of the change.
const (
	resultDone    = "done"
	resultNotDone = "not-done"
	resultUnknown = "unknown" // a later look may tell
	resultOther   = "other"   // looked later, and the object held something else again
)

// runRecord is the data of KindRun and KindEnd.
type runRecord struct {
	Plan   string `json:"plan"`
	Undoes string `json:"undoes,omitempty"`
	Fixes  int    `json:"fixes"`
}

// changeRecord is the data of KindIntent and KindResult.
type changeRecord struct {
	Plan      string            `json:"plan"`
	Fix       int               `json:"fix"`
	Side      migrate.Side      `json:"side"`
	Target    string            `json:"target"`
	Server    string            `json:"server,omitempty"` // of several behind the target, the one that was written to
	ID        string            `json:"id"`
	DN        text              `json:"dn,omitzero"`
	Attribute migrate.Attribute `json:"attribute"`
	From      text              `json:"from"`
	To        text              `json:"to"`
	Temporary bool              `json:"temporary,omitempty"` // To is a name for a moment
	Back      bool              `json:"back,omitempty"`      // away from a temporary name, to the one before
	Intent    int64             `json:"intent,omitempty"`    // of a result: the number of its intent
	Result    string            `json:"result,omitempty"`
	Stored    *text             `json:"stored,omitempty"` // what the server holds now
	StoredDN  text              `json:"stored_dn,omitzero"`
	Why       string            `json:"why,omitempty"`

	waits int // how often it was waited for; not written
}

// text is a name or DN that may hold any byte.
type text string

type textFile struct {
	Text  string `json:"text"`
	Bytes []byte `json:"base64"`
}

// MarshalJSON encodes valid UTF-8 as a string, and anything else as an object
// with the bytes in base64.
func (t text) MarshalJSON() ([]byte, error) {
	shown, raw := exactjson.Split(string(t))
	if raw == nil {
		return exactjson.Marshal(shown)
	}
	return exactjson.Marshal(textFile{shown, raw})
}

// UnmarshalJSON reads both forms.
func (t *text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	var f textFile
	err := json.Unmarshal(data, &f)
	*t = text(f.Bytes)
	return err
}

func show(name string) string { return "“" + names.Visible(name) + "”" }

// tells reports whether a result says what became of the change. A word that a newer
// program wrote does not.
func (c changeRecord) tells() bool {
	return c.Result == resultDone || c.Result == resultNotDone || c.Result == resultOther
}

// given is the name that the change gave, or was to give: what was read back of one
// that is done.
func (c changeRecord) given() text {
	if c.Stored != nil {
		return *c.Stored
	}
	return c.To
}

// words says a change to people.
func (c changeRecord) words() string {
	s := string(c.Attribute) + " of " + names.Visible(c.ID) + " on " + names.Visible(c.Target) + " from " +
		show(string(c.From)) + " to " + show(string(c.given()))
	if c.given() != c.To {
		s += " (" + show(string(c.To)) + " was asked for)"
	}
	if c.Temporary {
		s += " for the time being"
	}
	switch c.Result {
	case "":
		return "rename " + s
	case resultDone:
		return "renamed " + s
	}
	return c.Result + ": " + s + ": " + names.Visible(c.Why)
}

func entry(run, kind, words string, data any) (store.Entry, error) {
	raw, err := exactjson.Marshal(data)
	return store.Entry{Run: run, Kind: kind, Text: words, Data: raw}, err
}
