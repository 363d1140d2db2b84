package dc

import (
	"crypto/sha1"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
	"github.com/google/uuid"
)

// Directory is the tree of one domain.
type Directory struct {
	// Host is the name of the domain controller in its domain; empty means dc1.
	Host string

	mu      sync.RWMutex
	base    string // DN of the domain
	entries []*Entry
	byKey   map[string]*Entry
	usn     int64
}

// NewDirectory creates an empty domain, such as corp.example.com.
func NewDirectory(domain string) *Directory {
	d := &Directory{
		base:  "DC=" + strings.Join(strings.Split(domain, "."), ",DC="),
		byKey: map[string]*Entry{},
		usn:   12000,
	}
	top := d.insert(&Entry{dn: d.base, class: "domainDNS", name: strings.Split(domain, ".")[0], rdn: "DC"})
	top.set("objectClass", "top", "domain", "domainDNS")
	return d
}

// Base returns the DN of the domain.
func (d *Directory) Base() string { return d.base }

// Add adds an object under the parent with this DN, which must exist. The name may be any bytes; class is the most
// specific object class.
func (d *Directory) Add(parent, rdn, name, class string) *Entry {
	e := &Entry{dn: rdn + "=" + escapeValue(name) + "," + parent, rdn: rdn, name: name, class: class}
	e.set("objectClass", classChain(class)...)
	e.set("instanceType", "4")
	e.set("whenCreated", "20190304080000.0Z")
	return d.insert(e)
}

func (d *Directory) insert(e *Entry) *Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.usn++
	e.usn = d.usn
	// The id is derived from the first DN, so that it is the same at every start.
	e.guid = uuid.NewHash(sha1.New(), uuid.NameSpaceX500, []byte(e.dn), 5)
	d.entries = append(d.entries, e)
	d.byKey[keyOf(e.dn)] = e
	return e
}

// Link makes member a member of group. A nil member stands for a deleted object that is only known by its DN.
func (d *Directory) Link(group, member *Entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	group.members = append(group.members, member)
	member.memberOf = append(member.memberOf, group)
}

// LinkGone adds a member that doesn't exist to group.
func (d *Directory) LinkGone(group *Entry, dn string) {
	d.Link(group, &Entry{dn: dn})
}

func (d *Directory) find(dn string) *Entry {
	if guid, ok := strings.CutPrefix(strings.ToUpper(dn), "<GUID="); ok {
		return d.findGUID(strings.TrimSuffix(guid, ">"))
	}
	return d.byKey[keyOf(dn)]
}

// findGUID accepts both forms of MS-ADTS section 3.1.1.3.1.2.4: the text form and the bytes in hexadecimal.
func (d *Directory) findGUID(s string) *Entry {
	for _, e := range d.entries {
		if strings.EqualFold(s, e.guid.String()) || strings.EqualFold(s, hexOf(e.guidBytes())) {
			return e
		}
	}
	return nil
}

// under returns the entries in scope, in the order in which they were created.
func (d *Directory) under(base *Entry, scope int64) []*Entry {
	if scope == ldap.ScopeBaseObject {
		return []*Entry{base}
	}
	suffix := "," + keyOf(base.dn)
	var found []*Entry
	for _, e := range d.entries {
		key := keyOf(e.dn)
		switch {
		case e == base:
			if scope == ldap.ScopeWholeSubtree {
				found = append(found, e)
			}
		case !strings.HasSuffix(key, suffix):
		case scope == ldap.ScopeWholeSubtree || key == keyOf(e.rdn+"="+escapeValue(e.name))+suffix:
			found = append(found, e)
		}
	}
	return found
}

// keyOf returns a map key for a DN that ignores case, as AD does. An invalid DN has the empty key.
func keyOf(dn string) string {
	if plain(dn) {
		return fold(dn)
	}
	return parsedKey(dn)
}

func parsedKey(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return ""
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		for _, a := range rdn.Attributes {
			parts[i] += fold(a.Type) + "=" + escapeValue(fold(a.Value))
		}
	}
	return strings.Join(parts, ",")
}

// plain reports whether a DN needs no parsing: letters, digits, inner spaces and other characters that need no
// escape, with one attribute in each part. Almost all DNs are like that, and a filter compares thousands.
func plain(dn string) bool {
	before, inName := byte(','), true
	for i := range len(dn) {
		c := dn[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case !inName && strings.IndexByte("-_.&/()'", c) >= 0:
		case c == ' ' && !inName && before != '=' && i+1 < len(dn) && dn[i+1] != ',':
		case c == '=' && inName && before != ',':
			inName = false
		case c == ',' && !inName && before != '=':
			inName = true
		default:
			return false
		}
		before = c
	}
	return !inName && before != '='
}

// fold returns s in lower case, without changing invalid UTF-8.
func fold(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	return strings.ToLower(s)
}

// escapeValue escapes a name as a value in a DN (RFC 4514 section 2.4). Invalid UTF-8 and control characters become
// hexadecimal pairs.
func escapeValue(name string) string {
	escaped := []byte{}
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < ' ':
			escaped = append(escaped, '\\')
			escaped = append(escaped, hexOf(name[i:i+1])...)
		case r == ' ' && (i == 0 || i == len(name)-1), r == '#' && i == 0, strings.ContainsRune(`"+,;<>\=`, r):
			escaped = append(escaped, '\\', byte(r))
		default:
			escaped = append(escaped, name[i:i+size]...)
		}
		i += size
	}
	return string(escaped)
}

// Members returns the objectGUIDs of a group's current members.
func (d *Directory) Members(group *Entry) []string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	ids := make([]string, len(group.members))
	for i, m := range group.members {
		ids[i] = m.guid.String()
	}
	return ids
}

// Name returns the current common name of an object.
func (d *Directory) Name(e *Entry) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return e.name
}
