package groupfile

import (
	"fmt"
	"strconv"
	"strings"

	"ad2scim/migrate"
)

// jsonReader reads groups from a stream of JSON values: a SCIM ListResponse
// (RFC 7644 section 3.4.2), a page of Microsoft Graph, an array of objects, or
// objects one after another (NDJSON). Several pages in one file add up.
type jsonReader struct {
	*scanner
	d      *document
	wanted []field
	groups []migrate.Group
	spans  []span // where each group's members stand

	objects  int  // objects that were taken for groups or users
	named    int  // of them, those with a name
	users    int  // SCIM users, left out
	total    int  // the largest totalResults
	nextLink bool // the last page says that another follows
}

// span is a part of the text.
type span struct{ start, end int }

func readJSON(d *document) (*content, error) {
	wanted, problem := d.wantedNames()
	if problem != nil {
		return nil, problem
	}
	r := &jsonReader{scanner: &scanner{text: d.text}, d: d, wanted: wanted, groups: make([]migrate.Group, 0, len(d.text)/256)}
	for r.peek() != 0 || r.pos < len(r.text) {
		if err := r.top(); err != nil {
			if d.ctx.Err() != nil {
				return nil, d.ctx.Err()
			}
			return nil, d.broken(err.offset, err.why, "correct the file or export it again")
		}
	}
	if err := r.whole(); err != nil {
		return nil, err
	}
	if r.users > 0 {
		d.notef("%s: left out", plural(r.users, "object is a user", "objects are users"))
	}
	if r.lone > 0 {
		d.notef("%s (\\ud800 to \\udfff) without a partner: kept as broken characters, which equal nothing else", plural(r.lone, "half of a character pair", "halves of character pairs"))
	}
	return &content{groups: r.groups, members: r.members}, nil
}

// whole checks that the file is a list of groups, and all of it.
func (r *jsonReader) whole() error {
	got := len(r.groups) + r.users
	switch {
	case r.total > got:
		return r.d.unfit(fmt.Sprintf("it is a part of a list: totalResults is %d, and %d are here", r.total, got), "save every page into the file, one after another")
	case r.nextLink:
		return r.d.unfit("it is a part of a list: @odata.nextLink says that more follow", "save every page into the file, one after another")
	case len(r.groups) == 0 && r.users > 0:
		return r.d.unfit("it lists users, not groups", "export /Groups in place of /Users")
	case r.objects > 0 && r.named == 0 && r.users == 0:
		what := "name, displayName, cn or group"
		if chosen := r.d.conn.NameAttribute; chosen != "" && !strings.EqualFold(chosen, "name") {
			what = chosen
		}
		return r.d.unfit("no object in it has "+what, "export the groups with their id and name")
	}
	return nil
}

// top reads one value of the stream.
func (r *jsonReader) top() *jsonError {
	switch r.peek() {
	case '[':
		return r.elements()
	case '{':
		return r.topObject()
	}
	return r.fail("an object or an array is expected")
}

func (r *jsonReader) elements() *jsonError {
	return r.array(func() *jsonError {
		if r.peek() != '{' {
			return r.fail("an object is expected")
		}
		return r.group()
	})
}

// topObject reads an object at the top: a page of a list, or a group.
func (r *jsonReader) topObject() *jsonError {
	start, page := r.pos, false
	r.nextLink = false
	err := r.object(func(key string) *jsonError {
		isArray := r.peek() == '['
		switch {
		case isArray && (strings.EqualFold(key, "Resources") || strings.EqualFold(key, "value")):
			page = true
			return r.elements()
		case strings.EqualFold(key, "totalResults"):
			page = true
			text, _, err := r.scalar()
			if n, bad := strconv.Atoi(text); bad == nil {
				r.total = max(r.total, n)
			}
			return err
		case key == "@odata.nextLink":
			r.nextLink = true
		case key == "schemas" && isArray:
			at := r.pos
			if err := r.skip(); err != nil {
				return err
			}
			if strings.Contains(r.text[at:r.pos], "urn:ietf:params:scim:api:messages:2.0:Error") {
				return &jsonError{at, "this is a SCIM error, not a list of groups"}
			}
			return nil
		}
		return r.skip()
	})
	if err != nil || page {
		return err
	}
	r.pos = start
	return r.group()
}

// group reads one group.
func (r *jsonReader) group() *jsonError {
	var v record
	if err := r.fill(&v, false); err != nil {
		return err
	}
	if v.has(userNameField) || v.user {
		r.users++
		return nil
	}
	r.objects++
	g, named := v.group(r.wanted)
	if named {
		r.named++
	}
	r.groups = append(r.groups, g)
	r.spans = append(r.spans, v.members)
	if r.d.tick(len(r.groups)) != nil {
		return r.fail("cancelled")
	}
	return nil
}

// fill reads an object into v. Okta's groups keep their name in an object
// called profile.
func (r *jsonReader) fill(v *record, inner bool) *jsonError {
	return r.object(func(key string) *jsonError {
		f := fieldOf(key)
		r.peek()
		at := r.pos
		switch f {
		case noField, objectClassField:
			return r.skip()
		case membersField:
			err := r.skip()
			v.members = span{at, r.pos}
			return err
		case metaField:
			err := r.skip()
			v.user = v.user || strings.Contains(r.text[at:r.pos], `"User"`)
			return err
		case profileField:
			if !inner && r.peek() == '{' {
				return r.fill(v, true)
			}
			return r.skip()
		}
		if r.peek() == '{' { // such as the name of a SCIM user
			return r.skip()
		}
		value, ok, err := r.scalar()
		switch {
		case err != nil:
			return &jsonError{err.offset, strconv.Quote(clip(key)) + ": " + err.why}
		case !ok:
			return nil
		case v.has(f) && v.value[f] != value:
			return &jsonError{at, "a second and other value for " + strconv.Quote(clip(key))}
		}
		v.set(f, value)
		return nil
	})
}
