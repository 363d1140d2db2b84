package watch

import (
	"time"

	"ad2scim/migrate/diff"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// Schema names the form of an event's JSON.
const Schema = "ad2scim.watch/v1"

// KindEvent is the kind of the journal's entries about the events of a watch.
const KindEvent = "watch"

// The kinds of events.
const (
	Drift       = "drift"         // a group is not exact, or differs in another way than before
	ExactAgain  = "exact-again"   // a group that was not exact is exact now
	Gone        = "gone"          // a group that was not exact is no longer on either side, or its status is ignored now
	Awake       = "awake"         // AD sync did something after it was stopped
	Unreachable = "unreachable"   // a side, the audit log or a host can't be checked
	Partial     = "partial"       // a host or the audit log can be read only in part
	Stale       = "stale"         // a result file is too old, or its time is in the future
	BackAgain   = "reached-again" // one of these three problems is over
)

// Event is one line of a watch's output. Names are unchanged, byte for byte (see
// exactjson); Text is safe for a terminal.
type Event struct {
	Schema     string    `json:"schema"`
	Time       time.Time `json:"time"`
	Event      string    `json:"event"`
	Part       string    `json:"part,omitempty"`   // which side, log or host
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
	// What is the type of an event in the audit log, such as user_group_created, or
	// describes the state of a task.
	What  string
	Group string // empty for a task
	// Lasting is true for a state, such as an enabled task, and false for a past event.
	Lasting bool
}

func (s Sign) text() string {
	text := "AD sync may be running: " + names.Visible(s.What)
	if s.Group != "" {
		text += " of " + names.Visible(s.Group)
	}
	if !s.At.IsZero() {
		text += " at " + render.Timestamp(s.At)
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

// event returns an event with the state of the group. A non-empty more is added to its text.
func (g ReportedGroup) event(what string, at time.Time, more string) Event {
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

func reported(row *diff.Row) ReportedGroup {
	g := ReportedGroup{Status: row.Status, Kinds: row.Kinds}
	if row.AD != nil {
		g.AD = &Group{row.AD.ID, row.AD.Name, row.AD.Source}
	}
	if row.SCIM != nil {
		g.SCIM = &Group{row.SCIM.ID, row.SCIM.Name, row.SCIM.Source}
	}
	return g
}
