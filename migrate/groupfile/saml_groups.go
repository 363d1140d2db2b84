package groupfile

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// groupsLink is the claim that Entra sends instead of groups for a user in more than 150 of them. A variant with a
// leading space has been seen.
const groupsLink = "http://schemas.microsoft.com/claims/groups.link"

// groupAttributes are the last parts of the names of attributes with groups, in lower case and without - and _:
// ADFS and the legacy …/claims/Group, Entra's …/claims/groups, and names that admins use at other identity
// providers.
var groupAttributes = []string{
	"group", "groups", "groupname", "groupnames", "usergroup", "usergroups", "memberof",
	"ismemberof", "groupmembership",
	"1.3.6.1.4.1.5923.1.5.1.1", // isMemberOf (eduMember)
	"1.2.840.113556.1.2.102",   // memberOf (AD)
}

func (a *samlAttribute) holdsGroups() bool {
	for _, name := range []string{a.name, a.friendly} {
		name = strings.ToLower(strings.TrimSpace(name))
		name = name[strings.LastIndexAny(name, "/:#")+1:]
		if slices.Contains(groupAttributes, strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)) {
			return true
		}
	}
	return false
}

// mayHoldGroups reports whether the attribute's name contains the word group, like names that admins invent:
// dashlane_groups, memberOfGroupNames.
func (a *samlAttribute) mayHoldGroups() bool {
	for _, name := range []string{a.name, a.friendly} {
		name = strings.ToLower(strings.TrimSpace(name))
		if strings.Contains(name[strings.LastIndexAny(name, "/:#")+1:], "group") && !a.isGroupsLink() {
			return true
		}
	}
	return false
}

func (a *samlAttribute) isGroupsLink() bool {
	return strings.EqualFold(strings.TrimSpace(a.name), groupsLink)
}

// chooseAttribute returns the attribute with the groups: the one that the connection names, or the only one that
// looks like it.
func (d *document) chooseAttribute(r *samlResponse) (*samlAttribute, *migrate.Problem) {
	switch {
	case r.status != "":
		return nil, d.unfit("the response says that the sign-in failed ("+migrate.Quote(clip(r.status))+")",
			"sign in without an error and save that response")
	case r.assertions == 0 && r.encrypted > 0:
		return nil, d.unfit("its assertion is encrypted",
			"turn assertion encryption off at the identity provider for the test, or take the groups from its user interface")
	case r.assertions == 0:
		return nil, d.noAssertion()
	}
	link := slices.ContainsFunc(r.attributes, (*samlAttribute).isGroupsLink)
	if want := d.conn.SAMLAttribute; want != "" {
		if a := r.named(want); a != nil {
			return a, nil
		}
		if !link {
			return nil, d.unfit("it has no attribute "+migrate.Quote(want)+"; it has "+r.names(),
				"give one of these names, or add a group claim at the identity provider")
		}
	}
	found := r.attributesThat((*samlAttribute).holdsGroups)
	if len(found) == 0 {
		found = r.attributesThat((*samlAttribute).mayHoldGroups)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, d.unfit("more than one attribute may hold groups: "+(&samlResponse{attributes: found}).names(),
			"say which one with --scim-saml-attribute")
	case link:
		return nil, d.unfit("Entra left the groups out, because the user is in more than 150 (it sent "+groupsLink+
			" in their place)",
			"at Entra, let the group claim hold only the groups assigned to the application, or sign in as a user in fewer groups")
	}
	return nil, d.unfit("no attribute in it looks like groups; it has "+r.names(),
		"say which one with --scim-saml-attribute, or add a group claim at the identity provider")
}

// named returns the attribute with this name. An exact match comes before one with other case or with surrounding
// spaces.
func (r *samlResponse) named(want string) *samlAttribute {
	var alike *samlAttribute
	for _, a := range r.attributes {
		if a.name == want {
			return a
		}
		if strings.EqualFold(strings.TrimSpace(a.name), strings.TrimSpace(want)) {
			alike = a
		}
	}
	return alike
}

// attributesThat returns the attributes for which is returns true.
func (r *samlResponse) attributesThat(is func(*samlAttribute) bool) []*samlAttribute {
	var found []*samlAttribute
	for _, a := range r.attributes {
		if is(a) {
			found = append(found, a)
		}
	}
	return found
}

// names returns the attributes' names.
func (r *samlResponse) names() string {
	if len(r.attributes) == 0 {
		return "no attributes at all"
	}
	var list []string
	for _, a := range r.attributes {
		list = append(list, migrate.Quote(a.name))
	}
	return strings.Join(list, ", ")
}

// samlGroups returns a group for each distinct value of an attribute, and notes values that aren't names.
func (d *document) samlGroups(r *samlResponse, a *samlAttribute) []migrate.Group {
	var groups []migrate.Group
	seen := make(map[string]bool, len(a.values))
	var v valueForms
	for _, value := range a.values {
		if seen[value] {
			v.twice++
			continue
		}
		seen[value] = true
		groups = append(groups, migrate.Group{Name: value})
		v.count(value)
	}
	d.notef("the groups are from the attribute %s; the response's signature was not checked", migrate.Quote(a.name))
	d.notef("a SAML response names only the groups of the person who signed in: a group that is not in it may still exist")
	if r.assertions > 1 {
		d.notef("the response holds %d assertions: the groups of all of them are taken together", r.assertions)
	}
	if r.encrypted > 0 {
		d.notef("a part of the response is encrypted: groups in it could not be read")
	}
	if len(a.values) == 0 {
		d.notef("the attribute %s has no value", migrate.Quote(a.name))
	}
	v.note(d, len(groups))
	return groups
}

// valueForms counts values that aren't plain names.
type valueForms struct {
	ids, sids, dns, broken, twice, joined int
	parts                                 int    // number of names in joined values
	joint                                 string // the separator in joined values
}

func (v *valueForms) count(value string) {
	bare := strings.TrimSpace(value)
	switch upper := strings.ToUpper(bare); {
	case looksLikeGUID(bare):
		v.ids++
	case strings.HasPrefix(upper, "S-1-5-"):
		v.sids++
	case strings.HasPrefix(upper, "CN=") && strings.Contains(upper, ","):
		v.dns++
	default:
		for _, sep := range []string{";", "|", ","} {
			if n := strings.Count(strings.Trim(bare, sep), sep); n > 0 {
				v.joined++
				v.parts += n + 1
				v.joint = sep
				break
			}
		}
	}
	if strings.HasPrefix(value, "\n") || strings.HasPrefix(value, "\r") {
		v.broken++
	}
}

func (v *valueForms) note(d *document, groups int) {
	if v.joined > 0 && v.joined == groups && v.parts > 2*v.joined-1 {
		d.notef("all groups come in %s, joined by %q, so %d names are read as %d: let the identity provider send one value for each group",
			render.Count(groups, "value", "values"), v.joint, v.parts, groups)
	}
	if v.ids > 0 {
		d.notef("%s an object id in place of a name: at Entra, under Single sign-on, Attributes & Claims, Groups, set the source attribute to sAMAccountName (groups synced from AD) or to cloud-only group display names", render.Count(v.ids, "value is", "values are each"))
	}
	if v.sids > 0 {
		d.notef("%s a security identifier (SID) in place of a name: change the source attribute of the group claim at the identity provider", render.Count(v.sids, "value is", "values are each"))
	}
	if v.dns > 0 {
		d.notef("%s a distinguished name in place of a name: change the group claim at the identity provider so that it sends the name alone", render.Count(v.dns, "value is", "values are each"))
	}
	if v.broken > 0 {
		d.notef("%s with a line break: the XML may have been reformatted after it was saved",
			render.Count(v.broken, "value begins", "values begin"))
	}
	if v.twice > 0 {
		d.notef("%s an earlier one: taken once", render.Count(v.twice, "value repeats", "values repeat"))
	}
}
