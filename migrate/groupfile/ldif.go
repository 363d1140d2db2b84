package groupfile

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// groupClasses are the object classes of groups in AD and in other directories.
var groupClasses = []string{"group", "groupofnames", "groupofuniquenames", "groupofmembers", "posixgroup"}

// ldifReader reads groups from LDIF (RFC 2849).
type ldifReader struct {
	ldifLines
	wanted []field
	groups []migrate.Group
	spans  []span // the position of each group's entry

	others  others
	changes int // number of change records that don't add an entry
	several int // number of groups with several values of the name's attribute
	fromDN  int // number of groups named by their DN
	named   int
	joined  int  // number of records without an empty line before them
	links   bool // referrals to other servers
}

func readLDIF(d *document) (*content, error) {
	wanted, problem := d.wantedNames()
	if problem != nil {
		return nil, problem
	}
	if len(wanted) > 1 {
		wanted = append(slices.Clone(wanted), samField)
	}
	r := &ldifReader{
		ldifLines: ldifLines{d: d}, wanted: wanted, others: others{},
		groups: make([]migrate.Group, 0, len(d.text)/512),
	}
	for r.pos < len(d.text) {
		if problem := r.entry(); problem != nil {
			return nil, problem
		}
		if err := d.tick(len(r.groups)); err != nil {
			return nil, err
		}
	}
	if err := r.whole(); err != nil {
		return nil, err
	}
	return &content{groups: r.groups, members: r.members}, nil
}

// whole checks the list and notes what was left out.
func (r *ldifReader) whole() error {
	d := r.d
	chosen := d.conn.NameAttribute
	switch {
	case len(r.groups) == 0 && r.others.total() > 0:
		return r.others.refused(d)
	case len(r.groups) == 0 && r.changes > 0:
		return d.unfit("it holds changes, not entries",
			"export the groups as they are, for example with ldapsearch or ldifde")
	case len(r.groups) > 0 && r.named == 0 && len(r.wanted) == 1:
		return d.unfit("no group in it has "+chosen, "export that attribute too, or choose another with --ad-name")
	}
	r.others.note(d)
	if r.joined > 0 {
		d.notef("%s without an empty line before it: read as a record of its own", render.Count(r.joined, "record begins",
			"records begin"))
	}
	if r.changes > 0 {
		d.notef("%s: left out, so the list may be older than the directory",
			render.Count(r.changes, "record changes, deletes or moves an entry", "records change, delete or move entries"))
	}
	if r.several > 0 {
		d.notef("%s more than one value of the attribute that holds the name: the first one counts",
			render.Count(r.several, "group has", "groups have"))
	}
	if r.fromDN > 0 {
		d.notef("%s no attribute with the name: the name is taken from the DN",
			render.Count(r.fromDN, "group has", "groups have"))
	}
	if r.links {
		d.notef("the search that wrote the file was referred to other servers: groups there are not in it")
	}
	return nil
}

// entry reads one record.
func (r *ldifReader) entry() *migrate.Problem {
	var v record
	var classes []string
	var again record // fields with more than one value
	change, start, first := "", r.pos, ""
	for {
		a, ok, problem := r.next()
		if problem != nil {
			return problem
		}
		if !ok || a == nil {
			break
		}
		if first == "dn" && strings.EqualFold(a.attribute, "dn") {
			r.pos = a.offset // the next record follows without an empty line
			r.joined++
			break
		}
		if first == "" {
			if first = strings.ToLower(a.attribute); first == "version" {
				first = ""
				continue
			}
			if problem := r.begin(first, a); problem != nil {
				return problem
			}
		}
		if first != "dn" {
			if problem := r.ending(a); problem != nil {
				return problem
			}
			continue
		}
		f := fieldOf(a.attribute)
		switch {
		case strings.EqualFold(a.attribute, "changetype"):
			change = strings.ToLower(a.value)
		case change != "" && change != "add", f == noField, a.options != "" && a.options != "binary":
		case f == objectClassField:
			classes = append(classes, strings.ToLower(a.value))
		case f == membersField:
		case a.url:
			return r.d.broken(a.offset, "the value of "+a.attribute+" is a URL, which is not fetched", "export the value itself")
		case v.has(f):
			again.set(f, a.value)
		default:
			v.set(f, a.value)
			if problem := r.fixGUID(&v, f, a); problem != nil {
				return problem
			}
		}
	}
	if first == "dn" {
		r.add(&v, classes, change, again.has(r.nameOf(&v)), span{start, r.pos})
	}
	return nil
}

// begin checks the first line of a record. ldapsearch ends its output with records without a DN.
func (r *ldifReader) begin(first string, a *ldifLine) *migrate.Problem {
	switch first {
	case "dn":
		return nil
	case "ref":
		r.links = true
		return nil
	case "search", "result":
		return nil
	}
	return r.d.broken(a.offset, "a record must begin with dn:", "correct the file or export it again")
}

// ending checks the result that ldapsearch writes after the last entry.
func (r *ldifReader) ending(a *ldifLine) *migrate.Problem {
	if strings.EqualFold(a.attribute, "result") && !strings.HasPrefix(a.value, "0 ") && a.value != "0" {
		return r.d.broken(a.offset, "the search that wrote the file did not end well ("+migrate.Quote(clip(a.value))+
			"), so groups may be missing",
			"search again, with paging: ldapsearch -E pr=500/noprompt")
	}
	return nil
}

func (r *ldifReader) nameOf(v *record) field {
	for _, f := range r.wanted {
		if v.has(f) {
			return f
		}
	}
	return noField
}

// fixGUID converts objectGUID and objectSid, which AD sends as bytes, to their text form.
func (r *ldifReader) fixGUID(v *record, f field, a *ldifLine) *migrate.Problem {
	switch f {
	case sidField:
		if text := migrate.SIDText([]byte(a.value)); text != "" {
			v.value[f] = text
		}
		return nil
	case objectGUIDField:
	default:
		return nil
	}
	text, ok := migrate.GUIDText([]byte(a.value))
	if !ok {
		text, ok = migrate.NormalGUID(a.value)
	}
	if !ok {
		return r.d.broken(a.offset, "objectGUID is neither 16 bytes nor a GUID", "correct the file or export it again")
	}
	v.value[f] = text
	return nil
}

// add adds an entry to the list if it is a group according to its classes, or has none.
func (r *ldifReader) add(v *record, classes []string, change string, several bool, at span) {
	isGroup := len(classes) == 0 || slices.ContainsFunc(classes,
		func(c string) bool { return slices.Contains(groupClasses, c) })
	switch {
	case change != "" && change != "add":
		r.changes++
	case v.isDeleted():
		r.others[deletedObject]++
	case !isGroup:
		r.others[kindOfClasses(classes)]++
	default:
		g, named := v.group(r.wanted)
		if named {
			r.named++
		} else if len(r.wanted) > 1 {
			g.Name = nameFromDN(g.DN)
			r.fromDN++
		}
		if several {
			r.several++
		}
		r.groups, r.spans = append(r.groups, g), append(r.spans, at)
	}
}

// kindOfClasses returns the kind of an entry; the last known class decides.
func kindOfClasses(classes []string) string {
	for _, class := range slices.Backward(classes) {
		if kind := kindOf(class); kind != "" {
			return kind
		}
	}
	return "other object"
}
