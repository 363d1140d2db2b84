package fix

import (
	"encoding/json"
	"iter"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/store"
)

// Journal records changes. *store.Journal implements it.
type Journal interface {
	// Append returns after the entry is safe from a crash.
	Append(store.Entry) (store.Entry, error)
	All() iter.Seq2[store.Entry, error]
}

// The kinds of journal entries of this package.
const (
	KindRun    = "fix-run"    // a run begins
	KindIntent = "fix-intent" // a change is about to be made
	KindResult = "fix-result" // the result of the change
	KindEnd    = "fix-end"    // the run ended
)

// The results of a change.
const (
	resultDone    = "done"
	resultNotDone = "not-done"
	resultUnknown = "unknown" // may be found out later
	resultOther   = "other"   // found out later: the object has a different value again
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
	Server    string            `json:"server,omitempty"` // of several servers, the one that was written to
	ID        string            `json:"id"`
	DN        text              `json:"dn,omitzero"`
	Attribute migrate.Attribute `json:"attribute"`
	From      text              `json:"from"`
	To        text              `json:"to"`
	Temporary bool              `json:"temporary,omitempty"` // To is a temporary name
	Back      bool              `json:"back,omitempty"`      // from a temporary name back to the previous one
	Intent    int64             `json:"intent,omitempty"`    // in a result: the sequence number of its intent
	Result    string            `json:"result,omitempty"`
	Stored    *text             `json:"stored,omitempty"` // the value that the server has now
	StoredDN  text              `json:"stored_dn,omitzero"`
	Why       string            `json:"why,omitempty"`

	waits int // number of waits; not written
}

// text is a name or a DN that may hold any byte.
type text string

type textFile struct {
	Text  string `json:"text"`
	Bytes []byte `json:"base64"`
}

// MarshalJSON encodes valid UTF-8 as a string, and anything else as an object with the bytes in base64.
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

// isConclusive reports whether a result says whether the change was made. An unknown result of a newer version doesn't.
func (c changeRecord) isConclusive() bool {
	return c.Result == resultDone || c.Result == resultNotDone || c.Result == resultOther
}

// newName returns the name that the change set or was meant to set; for a change that was made, the name that was
// read back.
func (c changeRecord) newName() text {
	if c.Stored != nil {
		return *c.Stored
	}
	return c.To
}

// words describes a change to people.
func (c changeRecord) words() string {
	s := string(c.Attribute) + " of " + names.Visible(c.ID) + " on " + names.Visible(c.Target) + " from " +
		show(string(c.From)) + " to " + show(string(c.newName()))
	if c.newName() != c.To {
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
