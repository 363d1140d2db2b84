package watch

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
)

// Schema names the form of an event's JSON.
const Schema = "ad2scim.watch/v1"

// What an event can be.
const (
	Drift       = "drift"         // a group is not exact, or in another way than before
	ExactAgain  = "exact-again"   // a group that was not is exact
	Awake       = "awake"         // AD sync did something after it was stopped
	Unreachable = "unreachable"   // a side could not be read in this round
	BackAgain   = "reached-again" // the first round that worked after such a one
)

// Event is one line of a watch's output. Its texts are safe for a terminal.
type Event struct {
	Schema string    `json:"schema"`
	Time   time.Time `json:"time"`
	Event  string    `json:"event"`
	Status string    `json:"status,omitempty"` // of the row, as in a comparison
	Kinds  []string  `json:"kinds,omitempty"`
	AD     string    `json:"ad,omitempty"`
	ADID   string    `json:"ad_id,omitempty"`
	SCIM   string    `json:"scim,omitempty"`
	SCIMID string    `json:"scim_id,omitempty"`
	Text   string    `json:"text"`
}

// Sign is one thing that AD sync may have done, or may be about to do.
type Sign struct {
	At time.Time // zero: not known
	// What is the audit log's word, such as user_group_created, or says in words
	// how a task stands.
	What  string
	Group string // empty for a task
}

func (s Sign) text() string {
	text := "AD sync may be awake: " + names.Visible(s.What)
	if s.Group != "" {
		text += " of " + names.Visible(s.Group)
	}
	if !s.At.IsZero() {
		text += " at " + s.At.UTC().Format(time.RFC3339)
	}
	return text
}

// Round is one look at everything.
type Round struct {
	At     time.Time
	Result *diff.Result
	Awake  []Sign
}

// Look makes a round.
type Look func(context.Context) (Round, error)

// Compare lists what is new since the round before; with none before, all that
// is not as it should be.
func Compare(before *Round, now Round) []Event {
	var events []Event
	was := map[string]state{}
	told := map[Sign]bool{}
	if before != nil {
		for i := range before.Result.Rows {
			was[key(&before.Result.Rows[i])] = stateOf(&before.Result.Rows[i])
		}
		for _, sign := range before.Awake {
			told[sign] = true
		}
	}
	for i := range now.Result.Rows {
		row := &now.Result.Rows[i]
		is, old := stateOf(row), was[key(row)]
		switch {
		case row.Status != diff.Exact && is != old:
			events = append(events, rowEvent(Drift, now.At, row))
		case row.Status == diff.Exact && old != (state{}) && old.status != diff.Exact:
			events = append(events, rowEvent(ExactAgain, now.At, row))
		}
	}
	for _, sign := range now.Awake {
		if !told[sign] {
			events = append(events, Event{Schema: Schema, Time: now.At, Event: Awake, AD: names.Visible(sign.Group), Text: sign.text()})
		}
	}
	return events
}

// state is all of a row that a watch looks at.
type state struct {
	known    bool
	status   diff.Status
	kinds    names.Kinds
	ad, scim string
}

func stateOf(row *diff.Row) state {
	s := state{known: true, status: row.Status, kinds: row.Kinds}
	if row.AD != nil {
		s.ad = row.AD.Name
	}
	if row.SCIM != nil {
		s.scim = row.SCIM.Name
	}
	return s
}

// key tells a group from others from one round to the next: the AD group's id
// or name, or the provisioned one's.
func key(row *diff.Row) string {
	side, g := migrate.SCIM, row.SCIM
	if row.AD != nil {
		side, g = migrate.AD, row.AD
	}
	if g.ID != "" {
		return string(side) + " id " + g.ID
	}
	return string(side) + " name " + g.Name
}

func rowEvent(what string, at time.Time, row *diff.Row) Event {
	e := Event{Schema: Schema, Time: at, Event: what, Status: row.Status.String(), Kinds: row.Kinds.Strings()}
	text := ""
	if row.AD != nil {
		e.AD, e.ADID = names.Visible(row.AD.Name), row.AD.ID
		text = "AD “" + e.AD + "”"
	}
	if row.SCIM != nil {
		e.SCIM, e.SCIMID = names.Visible(row.SCIM.Name), row.SCIM.ID
		if text != "" {
			text += ", "
		}
		text += "provisioned “" + e.SCIM + "”"
	}
	e.Text = e.Status + ": " + text
	if !row.Kinds.Empty() {
		e.Text += " (" + row.Kinds.String() + ")"
	}
	return e
}

// Lost is the event of a round that failed.
func Lost(err error) Event {
	return Event{Schema: Schema, Time: time.Now().UTC(), Event: Unreachable, Text: names.Visible(err.Error())}
}

// Run makes a round every interval until ctx ends, and tells what changed. A
// round that fails is told and followed by the next. It reports whether anything
// was told, and fails only where telling does.
func Run(ctx context.Context, interval time.Duration, look Look, tell func(Event) error) (seen bool, err error) {
	clock := time.NewTicker(interval)
	defer clock.Stop()
	var before *Round
	away := false
	for {
		now, err := look(ctx)
		var events []Event
		switch {
		case ctx.Err() != nil:
			return seen, nil
		case err != nil:
			events = []Event{Lost(err)}
			away = true
		default:
			if away {
				events = []Event{{Schema: Schema, Time: now.At, Event: BackAgain, Text: "both sides were read again"}}
				away = false
			}
			events = append(events, Compare(before, now)...)
			before = &now
		}
		for _, e := range events {
			seen = true
			if err := tell(e); err != nil {
				return seen, err
			}
		}
		select {
		case <-ctx.Done():
			return seen, nil
		case <-clock.C:
		}
	}
}
