package groupfile

import (
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

func readAuditLog(d *document) (*content, error) {
	events, err := d.auditEvents()
	if err != nil {
		return nil, err
	}
	r := replay{
		byID: map[string]*replayed{}, byName: map[string]*replayed{}, known: map[string]bool{},
		met: map[string]bool{},
	}
	for i := range events {
		r.apply(&events[i])
	}
	c := content{atDashlane: true}
	for _, g := range r.all {
		if !g.gone {
			c.groups = append(c.groups, migrate.Group{ID: g.id, Name: g.name})
		}
	}
	r.notes(d, events)
	return &c, nil
}

// replayed is a group during the replay.
type replayed struct {
	id, name string
	gone     bool
}

// replay applies events to a list of groups.
type replay struct {
	all    []*replayed
	byID   map[string]*replayed
	byName map[string]*replayed
	known  map[string]bool // names that the log created, renamed or deleted
	met    map[string]bool // names in membership events

	unnamed int // events about a group without its name
	older   int // groups that the log renames but doesn't create
	events  int
}

// find returns the group with the event's id or, if one of them has no id, the group with this name.
func (r *replay) find(e *AuditEvent, name string) *replayed {
	if g := r.byID[e.GroupID]; e.GroupID != "" && g != nil {
		return g
	}
	if g := r.byName[name]; g != nil && (e.GroupID == "" || g.id == "") {
		return g
	}
	return nil
}

func (r *replay) create(e *AuditEvent) {
	if r.find(e, e.Group) != nil {
		return
	}
	g := &replayed{id: e.GroupID, name: e.Group}
	r.all = append(r.all, g)
	r.byName[g.name] = g
	if g.id != "" {
		r.byID[g.id] = g
	}
}

// unname removes a group's name from the index.
func (r *replay) unname(g *replayed) {
	if r.byName[g.name] == g {
		delete(r.byName, g.name)
	}
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
		r.create(e)
	case GroupRenamed:
		if g := r.find(e, e.OldGroup); g != nil {
			r.unname(g)
			g.name = e.Group
			r.byName[g.name] = g
			return
		}
		r.older++
		r.create(e)
	case GroupDeleted:
		if g := r.find(e, e.Group); g != nil {
			r.unname(g)
			delete(r.byID, g.id)
			g.gone = true
		}
	}
}

// notes says how reliable the list is. A log that starts late or is incomplete proves nothing about groups that it
// doesn't mention.
func (r *replay) notes(d *document, events []AuditEvent) {
	if len(events) == 0 {
		return
	}
	first, last := events[0].Time, events[len(events)-1].Time
	d.notef("the log runs from %s to %s: a group that was made before, and is not renamed in it, is missing here (Dashlane keeps the log for a limited time)", first.Format(time.DateOnly), last.Format(time.DateOnly))
	if r.events == 0 {
		d.notef("none of its %s creates, renames or deletes a group", render.Count(len(events), "event", "events"))
	}
	if r.older > 0 {
		d.notef("%s in the log without having been created in it: older than the log, taken in",
			render.Count(r.older, "group is renamed", "groups are renamed"))
	}
	if r.unnamed > 0 {
		d.notef("%s no group name and could not be replayed", render.Count(r.unnamed, "group event has", "group events have"))
	}
	older := 0
	for name := range r.met {
		if !r.known[name] {
			older++
		}
	}
	if older > 0 {
		d.notef("%s only in events about members: older than the log, and not in the list",
			render.Count(older, "further group is named", "further groups are named"))
	}
}
