package groupfile

import (
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
)

func readAuditLog(d *document) (*content, error) {
	events, err := d.auditEvents()
	if err != nil {
		return nil, err
	}
	r := replay{known: map[string]bool{}, met: map[string]bool{}}
	for i := range events {
		r.apply(&events[i])
	}
	r.notes(d, events)
	return &content{groups: slices.Clone(r.groups)}, nil
}

// replay brings a list of groups to where the events leave it.
type replay struct {
	groups []migrate.Group
	known  map[string]bool // names that the log created, renamed or deleted
	met    map[string]bool // names that only membership events have

	unnamed int // events about a group that they do not name
	older   int // groups that the log renames but does not create
	events  int
}

// find returns the group with the event's id or, failing that, this name.
func (r *replay) find(e *AuditEvent, name string) int {
	return slices.IndexFunc(r.groups, func(g migrate.Group) bool {
		if e.GroupID != "" && g.ID != "" {
			return e.GroupID == g.ID
		}
		return g.Name == name
	})
}

func (r *replay) apply(e *AuditEvent) {
	switch e.Type {
	case GroupCreated, GroupRenamed, GroupDeleted:
		r.events++
		if e.Group == "" && (e.Type != GroupDeleted || e.GroupID == "") {
			r.unnamed++
			return
		}
	default:
		if e.Group != "" && strings.Contains(e.Type, "user_group") {
			r.met[e.Group] = true
		}
		return
	}
	r.known[e.Group], r.known[e.OldGroup] = true, true
	switch e.Type {
	case GroupCreated:
		if r.find(e, e.Group) < 0 {
			r.groups = append(r.groups, migrate.Group{ID: e.GroupID, Name: e.Group})
		}
	case GroupRenamed:
		if i := r.find(e, e.OldGroup); i >= 0 {
			r.groups[i].Name = e.Group
			return
		}
		r.older++
		if r.find(e, e.Group) < 0 {
			r.groups = append(r.groups, migrate.Group{ID: e.GroupID, Name: e.Group})
		}
	case GroupDeleted:
		if i := r.find(e, e.Group); i >= 0 {
			r.groups = slices.Delete(r.groups, i, i+1)
		}
	}
}

// notes says how far the list can be trusted: a log that starts late or is cut
// proves nothing about what it does not show.
func (r *replay) notes(d *document, events []AuditEvent) {
	if len(events) == 0 {
		return
	}
	first, last := events[0].Time, events[len(events)-1].Time
	d.notef("the log runs from %s to %s: a group that was made before, and is not renamed in it, is missing here; silence proves nothing (Dashlane keeps the log for a limited time)", first.Format(time.DateOnly), last.Format(time.DateOnly))
	if r.events == 0 {
		d.notef("none of its %s creates, renames or deletes a group", plural(len(events), "event", "events"))
	}
	if r.older > 0 {
		d.notef("%s in the log without having been created in it: older than the log, taken in", plural(r.older, "group is renamed", "groups are renamed"))
	}
	if r.unnamed > 0 {
		d.notef("%s no group name and could not be replayed", plural(r.unnamed, "group event has", "group events have"))
	}
	older := 0
	for name := range r.met {
		if !r.known[name] {
			older++
		}
	}
	if older > 0 {
		d.notef("%s only in events about members: older than the log, and not in the list", plural(older, "further group is named", "further groups are named"))
	}
}
