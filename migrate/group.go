package migrate

import "strings"

// Side says which of the two lists a group is in.
type Side string

// The two sides of a comparison.
const (
	AD   Side = "ad"
	SCIM Side = "scim"
	// Endpoint is where provisioned groups arrive: the SCIM endpoint at Dashlane. Where
	// it is connected beside SCIM, SCIM is what the provider sends.
	Endpoint Side = "endpoint"
)

// Other is the side that a side is compared with.
func (s Side) Other() Side {
	if s == AD {
		return SCIM
	}
	return AD
}

// IDKey returns the form of an id by which objects of a side are told apart. A
// GUID of Active Directory is the same in capitals, small letters and braces
// (MS-DTYP section 2.3.4.3). Any other id is opaque, and its case counts
// (RFC 7643 section 3.1). The key is for maps alone: a server is asked with the
// id as it was read.
func (s Side) IDKey(id string) string {
	if s != AD || isNormalGUID(id) {
		return id
	}
	wire, is := ParseGUID(id)
	if !is {
		return id
	}
	text, _ := GUIDText(wire[:])
	return text
}

// SameID reports whether two ids have one IDKey. Most that have not are told apart by
// their first digits.
func (s Side) SameID(a, b string) bool {
	return a == b || s == AD && strings.EqualFold(withoutBraces(a), withoutBraces(b)) && s.IDKey(a) == s.IDKey(b)
}

// Group is one group as its source sent it.
type Group struct {
	// ID identifies the group at its source whatever its name: objectGUID in
	// the text form that Get-ADGroup prints, or the SCIM id. A file without an
	// id column leaves it empty.
	ID string
	// Name is the name that counts, byte for byte.
	Name string
	// DN is the distinguished name; Active Directory only.
	DN string
	// Source names where the group came from, if its list was read from several
	// sources; a change of its name is made there.
	Source string
	// Details are what only some sources tell; nil: nothing. ExternalID, ADID, ADSID and
	// Type read them.
	Details *GroupDetails
}

// GroupDetails are what only some sources tell of a group. They are apart from it to keep
// Group small: a list has up to a million groups, and most of its memory is theirs.
type GroupDetails struct {
	// ExternalID is SCIM's externalId: the provisioning client's own id
	// (RFC 7643 section 3.1).
	ExternalID string
	// ADID is the objectGUID of the Active Directory group that an identity
	// provider made this one from, in the text form, and ADSID the security
	// identifier; empty where it is not told.
	ADID, ADSID string
	// Type is what kind of group Active Directory says this is.
	Type GroupType
}

// String returns the details for messages, in the order of the fields.
func (d *GroupDetails) String() string {
	if d == nil {
		return ""
	}
	return strings.Join([]string{d.ExternalID, d.ADID, d.ADSID, string(d.Type)}, "|")
}

// SetDetails gives the group its details. If all are empty, it needs no memory.
func (g *Group) SetDetails(d GroupDetails) {
	g.Details = nil
	if d != (GroupDetails{}) {
		kept := d
		g.Details = &kept
	}
}

// ExternalID returns SCIM's externalId; empty if it is not told.
func (g *Group) ExternalID() string { return g.details().ExternalID }

// ADID returns the objectGUID of the Active Directory group that an identity provider made
// this one from; empty if it is not told.
func (g *Group) ADID() string { return g.details().ADID }

// ADSID returns the security identifier of the Active Directory group; empty if it is not
// told.
func (g *Group) ADSID() string { return g.details().ADSID }

// Type returns the kind of group; empty if it is not told.
func (g *Group) Type() GroupType { return g.details().Type }

func (g *Group) details() *GroupDetails {
	if g.Details == nil {
		return &noDetails
	}
	return g.Details
}

var noDetails GroupDetails

// GroupType is Active Directory's kind of group, from the groupType bits
// (MS-ADTS section 2.2.12).
type GroupType string

// The kinds of group. A source that does not tell leaves the type empty.
const (
	SecurityGroup     GroupType = "security"
	DistributionGroup GroupType = "distribution"
	BuiltinGroup      GroupType = "builtin"
)

// MemberKind says what a member is.
type MemberKind string

// The kinds of member. A deleted or foreign member stays in the list under its
// own name, so that a count is never quietly short.
const (
	UserMember     MemberKind = "user"
	GroupMember    MemberKind = "group"
	ComputerMember MemberKind = "computer"
	ContactMember  MemberKind = "contact"
	ForeignMember  MemberKind = "foreign" // a foreign security principal: of another, trusted domain
	DeletedMember  MemberKind = "deleted" // the member no longer exists, or cannot be read
	UnknownMember  MemberKind = "unknown"
)

// Member is one member of a group.
type Member struct {
	ID   string // objectGUID or SCIM id ("value", RFC 7643 section 4.2)
	Kind MemberKind
	Name string
	DN   string // Active Directory only
	Mail string // mail attribute, or the primary e-mail at a SCIM provider
	UPN  string // userPrincipalName, or SCIM userName
	// Via is the path of nested groups (names, outermost first) through which
	// the member belongs; empty for a direct member.
	Via []string
	// Primary says that the user belongs by primaryGroupID, which the group's
	// member attribute does not list (MS-ADSC); Active Directory only. Whether AD
	// sync sent such members is not known.
	Primary bool
}
