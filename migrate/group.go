package migrate

import "strings"

// Side is one of the two lists that are compared.
type Side string

// The two sides of a comparison.
const (
	AD   Side = "ad"
	SCIM Side = "scim"
	// Endpoint is the SCIM endpoint at Dashlane, where provisioned groups arrive. If it is connected in addition to an
	// identity provider, SCIM stands for what the provider sends.
	Endpoint Side = "endpoint"
)

// Other returns the side that s is compared with.
func (s Side) Other() Side {
	if s == AD {
		return SCIM
	}
	return AD
}

// IDKey returns a map key for the id of a group on this side: two ids have the same key if they identify the same
// group. A GUID of Active Directory is the same in capitals, in small letters and in braces (MS-DTYP section
// 2.3.4.3). Any other id is opaque and case-sensitive (RFC 7643 section 3.1). Requests to a server use the id as it
// was read, not the key.
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

// SameID reports whether two ids have the same IDKey. The first digits are compared first, because most ids already
// differ there.
func (s Side) SameID(a, b string) bool {
	return a == b || s == AD && strings.EqualFold(withoutBraces(a), withoutBraces(b)) && s.IDKey(a) == s.IDKey(b)
}

// Group is one group as its source sent it.
type Group struct {
	// ID identifies the group at its source whatever its name: objectGUID in
	// the text form that Get-ADGroup prints, or the SCIM id. A file without an
	// id column leaves it empty.
	ID string
	// Name is the name that is compared, byte for byte.
	Name string
	// DN is the distinguished name; Active Directory only.
	DN string
	// Source names the source that the group was read from, if its list was read from several. Renames are made there.
	Source string
	// Details are the properties that only some sources have; nil if there are none. ExternalID, ADID, ADSID and Type
	// read them.
	Details *GroupDetails
}

// GroupDetails are the properties of a group that only some sources have. They are separate to keep Group small: a
// list can have a million groups, which make up most of the memory in use.
type GroupDetails struct {
	// ExternalID is SCIM's externalId: the provisioning client's own id
	// (RFC 7643 section 3.1).
	ExternalID string
	// ADID is the objectGUID, in text form, of the Active Directory group that an identity provider made this group
	// from. ADSID is its security identifier. Each is empty if the source doesn't have it.
	ADID, ADSID string
	// Type is the kind of group in Active Directory.
	Type GroupType
}

// String returns the details that are set, for messages.
func (d *GroupDetails) String() string {
	if d == nil {
		return ""
	}
	return strings.Join([]string{d.ExternalID, d.ADID, d.ADSID, string(d.Type)}, "|")
}

// SetDetails sets the details of the group. It allocates nothing if all of them are empty.
func (g *Group) SetDetails(d GroupDetails) {
	g.Details = nil
	if d != (GroupDetails{}) {
		kept := d
		g.Details = &kept
	}
}

// ExternalID returns SCIM's externalId, or "" if the source doesn't have it.
func (g *Group) ExternalID() string { return g.details().ExternalID }

// ADID returns the objectGUID of the Active Directory group that an identity provider made this group from, or ""
// if the source doesn't have it.
func (g *Group) ADID() string { return g.details().ADID }

// ADSID returns the security identifier of the Active Directory group, or "" if the source doesn't have it.
func (g *Group) ADSID() string { return g.details().ADSID }

// Type returns the kind of group, or "" if the source doesn't have it.
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

// The kinds of group. The type is empty if the source doesn't have it.
const (
	SecurityGroup     GroupType = "security"
	DistributionGroup GroupType = "distribution"
	BuiltinGroup      GroupType = "builtin"
)

// MemberKind is the kind of a member.
type MemberKind string

// The kinds of member. A deleted or foreign member is listed under its own name, so that the list is never shorter
// than the server's.
const (
	UserMember     MemberKind = "user"
	GroupMember    MemberKind = "group"
	ComputerMember MemberKind = "computer"
	ContactMember  MemberKind = "contact"
	ForeignMember  MemberKind = "foreign" // a foreign security principal, from a trusted domain
	DeletedMember  MemberKind = "deleted" // the member no longer exists, or cannot be read
	UnknownMember  MemberKind = "unknown"
)

// Member is one member of a group.
type Member struct {
	ID   string // objectGUID or SCIM id ("value", RFC 7643 section 4.2)
	Kind MemberKind
	Name string
	DN   string // Active Directory only
	Mail string // mail attribute, or primary email address at a SCIM provider
	UPN  string // userPrincipalName, or SCIM userName
	// Via is the path of nested groups through which the member belongs (names, outermost first). It is empty for a
	// direct member.
	Via []string
	// Primary says that the user belongs to the group by primaryGroupID, which the group's member attribute doesn't
	// list (MS-ADSC). Active Directory only. It is not known whether AD sync sent such members.
	Primary bool
}
