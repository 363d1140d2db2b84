package groupfile

import (
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// jsonReader reads groups from a stream of JSON values: a SCIM ListResponse (RFC 7644 section 3.4.2), a page of an
// identity provider's API, an array of objects or of names, or a sequence of objects (NDJSON). Several pages in one
// file are combined.
type jsonReader struct {
	*scanner
	d      *document
	wanted []field
	groups []migrate.Group
	spans  []span // the positions of each group's members

	objects int // number of objects that are groups
	named   int // number of groups with a name
	member  int // number of objects that are memberships
	several int // number of groups with more than one name or id
	nested  int // number of groups inside another one
	others  others
	kind    string // what the objects of this page are, if not groups
	total   int    // the largest total that a page reports
	more    string // how the last page refers to another one
}

// span is a range of the text.
type span struct{ start, end int }

func readJSON(d *document) (*content, error) {
	wanted, problem := d.wantedNames()
	if problem != nil {
		return nil, problem
	}
	r := &jsonReader{
		scanner: &scanner{text: d.text}, d: d, wanted: wanted, others: others{},
		groups: make([]migrate.Group, 0, len(d.text)/256),
	}
	for r.peek() != 0 || r.pos < len(r.text) {
		if err := r.top(); err != nil {
			if d.ctx.Err() != nil {
				return nil, d.ctx.Err()
			}
			if err.next == "" {
				err.next = "correct the file or export it again"
			}
			return nil, d.broken(err.offset, err.why, err.next)
		}
	}
	c := &content{groups: r.groups, members: r.members}
	d.dropRepeats(c)
	if err := r.whole(len(c.groups)); err != nil {
		return nil, err
	}
	r.others.note(d)
	if r.several > 0 {
		d.notef("%s more than one value of the name or the id: the first one counts",
			render.Count(r.several, "group has", "groups have"))
	}
	if r.nested > 0 {
		d.notef("%s inside another one and taken as a group of its own", render.Count(r.nested, "group is", "groups are"))
	}
	if r.lone > 0 {
		d.notef("%s (\\ud800 to \\udfff) without a partner: kept as broken characters, which equal nothing else",
			render.Count(r.lone, "half of a character pair", "halves of character pairs"))
	}
	return c, nil
}

// whole checks that the file is a complete list of groups. distinct is the number of groups without repeats.
func (r *jsonReader) whole(distinct int) error {
	const next = "save every page into the file, one after another"
	got := distinct + r.others.total()
	switch {
	case r.total > got:
		return r.d.unfit(fmt.Sprintf("it is part of a list: the pages declare %d, and the file has %d", r.total, got), next)
	case r.more != "":
		return r.d.unfit("it is part of a list: "+r.more+" says that more follow", next)
	case r.member > 0:
		return r.d.memberships(r.member)
	case len(r.groups) == 0 && r.others.total() > 0:
		return r.others.refused(r.d)
	case r.objects > 0 && r.named == 0:
		return r.unnamed()
	}
	return nil
}

// unnamed returns the problem that no object has a name.
func (r *jsonReader) unnamed() error {
	what := "name, displayName, cn or group"
	if chosen := r.d.conn.NameAttribute; chosen != "" && !strings.EqualFold(chosen, "name") {
		what = chosen
	}
	for _, form := range unnamedForms {
		if strings.Contains(r.text, form.key) {
			return r.d.unfit(form.what, form.next)
		}
	}
	next := "export the groups with their id and name"
	if strings.Contains(r.text, `"priority"`) && strings.Contains(r.text, `"_links"`) {
		next = "Okta names the groups of an app only with ?expand=group: list /api/v1/apps/APP/groups?expand=group"
	}
	return r.d.unfit("no object in it has "+what, next)
}

// top reads one top-level value.
func (r *jsonReader) top() *jsonError {
	r.kind = ""
	switch r.peek() {
	case '[':
		return r.elements()
	case '{':
		return r.topObject()
	}
	return r.fail("an object or an array is expected")
}

// elements reads an array of objects or of names.
func (r *jsonReader) elements() *jsonError {
	return r.array(func() *jsonError {
		switch r.peek() {
		case '{':
			return r.group()
		case '"':
			name, err := r.str()
			if err != nil {
				return err
			}
			r.objects++
			r.named++
			return r.add(migrate.Group{Name: name}, span{})
		case 0:
			return r.fail("the text ends too early")
		}
		return r.fail("an object is expected")
	})
}

// group reads one group.
func (r *jsonReader) group() *jsonError {
	var v record
	if err := r.fill(&v); err != nil {
		return err
	}
	kind := r.kind
	if kind == "" {
		kind = v.objectKind()
	}
	switch {
	case v.isMembership():
		r.member++
		return nil
	case kind != "":
		r.others[kind]++
		return nil
	}
	r.objects++
	g, named := v.group(r.wanted)
	if named {
		r.named++
	}
	if v.several {
		r.several++
	}
	return r.add(g, v.members)
}

func (r *jsonReader) add(g migrate.Group, members span) *jsonError {
	r.groups, r.spans = append(r.groups, g), append(r.spans, members)
	if err := r.d.tick(len(r.groups)); err != nil {
		return &jsonError{offset: r.pos, why: err.Error()}
	}
	return nil
}
