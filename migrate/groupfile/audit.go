package groupfile

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
)

// AuditEvent is one line of Dashlane's audit log (activity log).
type AuditEvent struct {
	Time time.Time
	Type string // log_type, such as user_group_created or sso_enabled
	// Group is the name of the group after the event; empty if the event isn't about a group.
	Group    string
	OldGroup string // the name before a rename
	GroupID  string // empty if the log has none
	Member   string // the login in a membership event
	Line     int    // line in the file, from 1
}

// The event types about whole groups.
const (
	GroupCreated = "user_group_created"
	GroupRenamed = "user_group_renamed"
	GroupDeleted = "user_group_deleted"
)

// ErrTorn means that the audit log ends in the middle of an event, for example while it is being written.
var ErrTorn = errors.New("the log ends within an event")

// ReadAudit reads an audit log, as JSON lines or an array, in any text encoding, and returns its events, oldest
// first. Dashlane's command line (dcli team logs) writes the newest first. For an invalid log it returns a
// migrate.Problem; if that is ErrTorn, it also returns the events before the end.
func ReadAudit(r io.Reader) ([]AuditEvent, error) {
	ctx := context.Background()
	conn := migrate.Connection{Location: "audit log"} // the name in problems
	raw, err := readAll(ctx, r, 0)
	if err != nil {
		return nil, (&File{conn: conn}).cannotRead(ctx, err)
	}
	d := &document{ctx: ctx, conn: conn}
	if problem := d.decode(raw); problem != nil {
		return nil, problem
	}
	return d.auditEvents()
}

func (d *document) auditEvents() ([]AuditEvent, error) {
	var events []AuditEvent
	s := &scanner{text: d.text}
	line, counted, whole := 1, 0, 0
	event := func() *jsonError {
		if s.peek() != '{' {
			return s.fail("an event in braces is expected")
		}
		start := s.pos
		line += strings.Count(d.text[counted:start], d.lineBreak())
		counted = start
		e, err := s.event()
		if err != nil {
			return err
		}
		if e.Type == "" {
			return &jsonError{offset: start, why: "an event without log_type"}
		}
		if e.Time.IsZero() {
			return &jsonError{offset: start, why: "an event without a date_time that can be read"}
		}
		e.Line = line
		events = append(events, e)
		whole = s.pos
		if d.tick(len(events)) != nil {
			return s.fail("canceled")
		}
		return nil
	}
	for s.peek() != 0 || s.pos < len(s.text) {
		read := event
		if s.peek() == '[' {
			read = func() *jsonError { return s.array(event) }
		}
		if err := read(); err != nil {
			if d.ctx.Err() != nil {
				return nil, d.ctx.Err()
			}
			if len(events) == 0 || !torn(d.text[whole:]) {
				return nil, d.broken(err.offset, err.why, "give the output of dcli team logs as it is")
			}
			problem := d.broken(err.offset, ErrTorn.Error(), "wait until it is written, or export it again")
			problem.Err = ErrTorn
			inTime(events)
			return events, problem
		}
	}
	inTime(events)
	return events, nil
}

// torn reports whether the text after the last complete event is the beginning of another one, or only the end of
// an array.
func torn(rest string) bool {
	var event json.RawMessage
	err := json.NewDecoder(strings.NewReader(strings.TrimLeft(rest, " \t\r\n,"))).Decode(&event)
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// inTime sorts events, oldest first. Events of the same millisecond keep the file's order of time.
func inTime(events []AuditEvent) {
	if n := len(events); n > 1 && events[0].Time.After(events[n-1].Time) {
		slices.Reverse(events)
	}
	slices.SortStableFunc(events, func(a, b AuditEvent) int { return a.Time.Compare(b.Time) })
}

// event reads one event. The property names are those that Dashlane's Admin Console reads: group_name, and for a
// rename also old_group_name (Dashlane's published web extension, activity log). The envelope is that of dcli team
// logs. Other spellings are accepted because no schema is published.
func (s *scanner) event() (AuditEvent, *jsonError) {
	var e AuditEvent
	var name, renamed string
	var fields func(key string) *jsonError
	fields = func(key string) *jsonError {
		key = strings.ToLower(key)
		if key == "properties" && s.peek() == '{' {
			return s.object(fields)
		}
		var to *string
		moment := ""
		switch key {
		case "log_type", "logtype":
			to = &e.Type
		case "date_time", "datetime", "date_time_iso":
			to = &moment
		case "group_name", "groupname", "user_group_name", "name":
			to = &name
		case "new_group_name", "newgroupname", "new_name":
			to = &renamed
		case "old_group_name", "oldgroupname", "old_name":
			to = &e.OldGroup
		case "group_uuid", "group_id", "user_group_uuid", "user_group_id", "groupuuid", "groupid":
			to = &e.GroupID
		case "target_login":
			to = &e.Member
		}
		if c := s.peek(); to == nil || c == '{' || c == '[' || c == 't' || c == 'f' {
			return s.skip()
		}
		value, ok, err := s.scalar()
		if ok {
			*to = value
		}
		if moment != "" {
			e.Time = auditTime(moment)
		}
		return err
	}
	err := s.object(fields)
	if strings.Contains(e.Type, "group") {
		e.Group = name
		if renamed != "" {
			if e.OldGroup == "" && e.Type == GroupRenamed {
				e.OldGroup = name
			}
			e.Group = renamed
		}
	}
	return e, err
}

// auditTime parses milliseconds since 1970, or a date as written by dcli's --human-readable. It returns the zero
// time for anything else.
func auditTime(text string) time.Time {
	if ms, err := strconv.ParseFloat(text, 64); err == nil && ms > 0 && ms < 1e15 {
		return time.UnixMilli(int64(ms)).UTC()
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
