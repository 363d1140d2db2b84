package dc

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// Limits of AD's default query policy (MS-ADTS section 3.1.1.3.4.6).
const (
	maxPageSize = 1000
	maxValRange = 1500
)

type query struct {
	base       string
	scope      int64
	sizeLimit  int64
	filter     *ber.Packet
	attributes []string
}

func parseQuery(op *ber.Packet) (query, bool) {
	if len(op.Children) < 8 {
		return query{}, false
	}
	scope, ok := op.Children[1].Value.(int64)
	limit, ok2 := op.Children[3].Value.(int64)
	q := query{base: text(op.Children[0]), scope: scope, sizeLimit: limit, filter: op.Children[6]}
	for _, a := range op.Children[7].Children {
		q.attributes = append(q.attributes, text(a))
	}
	return q, ok && ok2
}

func (x *session) search(m message) {
	q, ok := parseQuery(m.op)
	if !ok {
		x.done(m, ldap.ApplicationSearchResultDone, result{ldap.LDAPResultProtocolError, ""})
		return
	}
	if x.server.Searches != nil && q.base != "" {
		if code := x.server.Searches(); code != 0 {
			x.done(m, ldap.ApplicationSearchResultDone, result{code, ""})
			return
		}
	}
	var paging *ldap.ControlPaging
	for _, c := range m.controls {
		switch c := c.(type) {
		case *ldap.ControlPaging:
			paging = c
		case *ldap.ControlString:
			if c.Criticality {
				x.done(m, ldap.ApplicationSearchResultDone, result{
					ldap.LDAPResultUnavailableCriticalExtension,
					"00002040: SvcErr: DSID-031401E7, problem 5010 (UNAVAIL_EXTENSION), data 0",
				})
				return
			}
		}
	}
	answers, cookie, r := x.run(q, paging)
	for _, a := range answers {
		x.send(m, entryMessage(a))
	}
	if paging == nil {
		x.done(m, ldap.ApplicationSearchResultDone, r)
		return
	}
	x.done(m, ldap.ApplicationSearchResultDone, r, &ldap.ControlPaging{Cookie: []byte(cookie)})
}

// answer is one entry with the requested attributes.
type answer struct {
	dn         string
	attributes []attribute
}

// run returns one page of answers. It holds the lock only while it reads; the answers are sent afterwards, so that
// a slow client doesn't block others.
func (x *session) run(q query, paging *ldap.ControlPaging) ([]answer, string, result) {
	d := x.server.Directory
	d.mu.RLock()
	defer d.mu.RUnlock()
	if q.base == "" && q.scope == ldap.ScopeBaseObject {
		return []answer{{"", d.rootDSE(q.attributes)}}, "", result{}
	}
	found, r := x.find(q, paging)
	if r.code != 0 {
		return nil, "", r
	}
	found, cookie, r := x.page(q, paging, found)
	var answers []answer
	for _, e := range found {
		answers = append(answers, answer{e.dn, e.pick(q.attributes)})
	}
	return answers, cookie, r
}

// find runs a query, or continues a paged one at its cookie.
func (x *session) find(q query, paging *ldap.ControlPaging) ([]*Entry, result) {
	if x.user == "" {
		return nil, notSignedIn
	}
	if paging != nil && len(paging.Cookie) > 0 {
		found, ok := x.cursors[string(paging.Cookie)]
		if !ok {
			return nil, result{
				ldap.LDAPResultUnwillingToPerform,
				"00000057: LdapErr: DSID-0C090E42, comment: Error processing control, data 0, v4563",
			}
		}
		delete(x.cursors, string(paging.Cookie))
		return found, result{}
	}
	d := x.server.Directory
	base := d.find(q.base)
	if base == nil {
		return nil, result{
			ldap.LDAPResultNoSuchObject,
			"0000208D: NameErr: DSID-0310028C, problem 2001 (NO_OBJECT), data 0, best match of: '" + d.base + "'",
		}
	}
	return slices.DeleteFunc(d.under(base, q.scope), func(e *Entry) bool { return !matches(e, q.filter) }), result{}
}

// page limits found to one page, and keeps the rest under the returned cookie (RFC 2696).
func (x *session) page(q query, paging *ldap.ControlPaging, found []*Entry) ([]*Entry, string, result) {
	limit := maxPageSize
	switch {
	case paging != nil && paging.PagingSize > 0:
		limit = min(limit, int(paging.PagingSize))
	case paging == nil && q.sizeLimit > 0:
		limit = min(limit, int(q.sizeLimit))
	}
	if len(found) <= limit {
		return found, "", result{}
	}
	if paging == nil {
		return found[:limit], "", result{ldap.LDAPResultSizeLimitExceeded, ""}
	}
	x.pages++
	cookie := strconv.Itoa(x.pages)
	x.cursors[cookie] = found[limit:]
	return found[:limit], cookie, result{}
}

// pick returns the requested attributes; none or * means all except those that AD only sends on request.
func (e *Entry) pick(asked []string) []attribute {
	if len(asked) == 0 || slices.Contains(asked, "*") {
		for _, a := range e.attributes {
			asked = append(asked, a.name)
		}
		asked = append(asked, computed...)
	}
	var picked []attribute
	for _, want := range asked {
		base, option, _ := strings.Cut(want, ";")
		name, values := e.values(base)
		if len(values) == 0 || slices.ContainsFunc(picked, func(a attribute) bool {
			return strings.EqualFold(a.name, want)
		}) {
			continue
		}
		picked = append(picked, ranged(name, option, values))
	}
	return picked
}

// ranged answers range=low-high (MS-ADTS section 3.1.1.3.1.3.3), and limits a long attribute if no range was
// requested.
func ranged(name, option string, values []string) attribute {
	low, high := 0, len(values)-1
	if n, _ := fmt.Sscanf(strings.ToLower(option), "range=%d-%d", &low, &high); n == 0 && len(values) <= maxValRange {
		return attribute{name, values}
	}
	if low < 0 || low >= len(values) || high < low {
		return attribute{name + ";range=" + strconv.Itoa(low) + "-*", nil}
	}
	high = min(high, low+maxValRange-1)
	if high >= len(values)-1 {
		return attribute{name + ";range=" + strconv.Itoa(low) + "-*", values[low:]}
	}
	return attribute{fmt.Sprintf("%s;range=%d-%d", name, low, high), values[low : high+1]}
}

// rootDSE returns the rootDSE of this server (MS-ADTS section 3.1.1.3.2).
func (d *Directory) rootDSE(asked []string) []attribute {
	domain := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(d.base, "DC="), ",DC=", "."))
	host := cmp.Or(d.Host, "dc1") + "." + domain
	dse := &Entry{}
	dse.set("defaultNamingContext", d.base)
	dse.set("rootDomainNamingContext", d.base)
	dse.set("namingContexts", d.base)
	dse.set("dnsHostName", host)
	dse.set("ldapServiceName", domain+":dc1$@"+strings.ToUpper(domain))
	dse.set("serverName", "CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,"+d.base)
	dse.set("supportedLDAPVersion", "3")
	dse.set("supportedControl", ldap.ControlTypePaging)
	dse.set("supportedExtension", oidStartTLS, oidWhoAmI)
	dse.set("supportedCapabilities", "1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670")
	dse.set("domainFunctionality", "7")
	dse.set("forestFunctionality", "7")
	dse.set("domainControllerFunctionality", "7")
	dse.set("highestCommittedUSN", strconv.FormatInt(d.usn, 10))
	dse.set("isSynchronized", "TRUE")
	if len(asked) == 0 || slices.Contains(asked, "*") || slices.Contains(asked, "+") {
		return dse.attributes
	}
	return slices.DeleteFunc(dse.attributes, func(a attribute) bool {
		return !slices.ContainsFunc(asked, func(want string) bool { return strings.EqualFold(want, a.name) })
	})
}

func entryMessage(a answer) *ber.Packet {
	list := ber.NewSequence("")
	for _, attr := range a.attributes {
		values := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "")
		for _, v := range attr.values {
			values.AppendChild(octets(ber.ClassUniversal, ber.TagOctetString, v))
		}
		one := ber.NewSequence("")
		one.AppendChild(octets(ber.ClassUniversal, ber.TagOctetString, attr.name))
		one.AppendChild(values)
		list.AppendChild(one)
	}
	p := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
	p.AppendChild(octets(ber.ClassUniversal, ber.TagOctetString, a.dn))
	p.AppendChild(list)
	return p
}
