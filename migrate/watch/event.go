package watch

import (
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
)

// Schema names the form of an event's JSON.
const Schema = "ad2scim.watch/v1"

// KindEvent is the kind of the journal's entries about what a watch told.
const KindEvent = "watch"

// What an event can be.
const (
	Drift       = "drift"         // a group is not exact, or in another way than before
	ExactAgain  = "exact-again"   // a group that was not is exact
	Gone        = "gone"          // a group that was not exact is on neither side any more, or counts no more
	Awake       = "awake"         // AD sync did something after it was stopped
	Unreachable = "unreachable"   // a side, the audit log or a machine cannot be looked at
	Partial     = "partial"       // not all of a machine or of the audit log can be seen
	Stale       = "stale"         // a result file is old, or of the future
	BackAgain   = "reached-again" // the end of one of these three
)

// Event is one line of a watch's output. The names are as they are (see
// exactjson); Text is safe for a terminal.
type Event struct {
	Schema     string    `json:"schema"`
	Time       time.Time `json:"time"`
	Event      string    `json:"event"`
	Part       string    `json:"part,omitempty"`   // which side, log or machine
	Status     string    `json:"status,omitempty"` // of the row, as in a comparison
	Kinds      []string  `json:"kinds,omitempty"`
	AD         string    `json:"ad,omitempty"`
	ADBase64   []byte    `json:"ad_base64,omitempty"`
	ADID       string    `json:"ad_id,omitempty"`
	ADSource   string    `json:"ad_source,omitempty"` // which of several sources the AD group is from
	SCIM       string    `json:"scim,omitempty"`
	SCIMBase64 []byte    `json:"scim_base64,omitempty"`
	SCIMID     string    `json:"scim_id,omitempty"`
	Text       string    `json:"text"`
}

// Line returns the event as a line of JSON.
func (e Event) Line() ([]byte, error) {
	line, err := exactjson.Marshal(e)
	return append(line, '\n'), err
}

// Sign is one thing that AD sync may have done, or may be about to do.
type Sign struct {
	At time.Time // zero: not known
	// What is the audit log's word, such as user_group_created, or says in words
	// how a task stands.
	What  string
	Group string // empty for a task
	// Lasting is how something stands; otherwise it is a moment that has passed.
	Lasting bool
}

func (s Sign) text() string {
	text := "AD sync may be running: " + names.Visible(s.What)
	if s.Group != "" {
		text += " of " + names.Visible(s.Group)
	}
	if !s.At.IsZero() {
		text += " at " + s.At.UTC().Format(time.RFC3339)
	}
	if !s.Lasting {
		text += " (only a hint: SCIM provisioning causes such events too)"
	}
	return text
}

func (s Sign) event(at time.Time, part string) Event {
	e := Event{Schema: Schema, Time: at, Event: Awake, Part: part, Text: s.text()}
	e.AD, e.ADBase64 = exactjson.Split(s.Group)
	return e
}

func partEvent(what string, at time.Time, part, text string) Event {
	return Event{Schema: Schema, Time: at, Event: what, Part: part, Text: names.Visible(text)}
}

// event tells how a group stands, or stood.
func (g Told) event(what string, at time.Time, more string) Event {
	e := Event{Schema: Schema, Time: at, Event: what, Status: g.Status.String(), Kinds: g.Kinds.Strings()}
	text := ""
	if g.AD != nil {
		e.ADID, e.ADSource = g.AD.ID, g.AD.Source
		e.AD, e.ADBase64 = exactjson.Split(g.AD.Name)
		text = "AD “" + names.Visible(g.AD.Name) + "”"
		if g.AD.Source != "" {
			text += " in " + names.Visible(g.AD.Source)
		}
	}
	if g.SCIM != nil {
		e.SCIMID = g.SCIM.ID
		e.SCIM, e.SCIMBase64 = exactjson.Split(g.SCIM.Name)
		if text != "" {
			text += ", "
		}
		text += "SCIM “" + names.Visible(g.SCIM.Name) + "”"
	}
	e.Text = e.Status + ": " + text
	if !g.Kinds.Empty() {
		e.Text += " (" + g.Kinds.String() + ")"
	}
	if more != "" {
		e.Text += "; " + more
	}
	return e
}

func told(row *diff.Row) Told {
	g := Told{Status: row.Status, Kinds: row.Kinds}
	if row.AD != nil {
		g.AD = &Group{row.AD.ID, row.AD.Name, row.AD.Source}
	}
	if row.SCIM != nil {
		g.SCIM = &Group{row.SCIM.ID, row.SCIM.Name, row.SCIM.Source}
	}
	return g
}
