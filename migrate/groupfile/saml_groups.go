package groupfile

import (
	"slices"
	"strings"

	"ad2scim/migrate"
)

// groupsLink is the claim that Entra sends in place of the groups of someone
// who is in more than 150. It has been seen with a blank before it.
const groupsLink = "http://schemas.microsoft.com/claims/groups.link"

// groupAttributes are the last parts of the names that hold groups, in small
// letters and without - and _: ADFS and the legacy …/claims/Group, Entra's
// …/claims/groups, and what admins type at the other identity providers.
var groupAttributes = []string{"group", "groups", "groupname", "groupnames", "usergroup", "usergroups", "memberof", "ismemberof", "groupmembership",
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

func (a *samlAttribute) isGroupsLink() bool {
	return strings.EqualFold(strings.TrimSpace(a.name), groupsLink)
}

// chooseAttribute finds the attribute that holds the groups: the one that the
// connection names, or the only one that looks like it.
func (d *document) chooseAttribute(r *samlResponse) (*samlAttribute, *migrate.Problem) {
	switch {
	case r.status != "":
		return nil, d.unfit("the response says that the sign-in failed ("+migrate.Quote(clip(r.status))+")", "sign in without an error and save that response")
	case r.assertions == 0 && r.encrypted > 0:
		return nil, d.unfit("its assertion is encrypted", "turn assertion encryption off at the identity provider for the test, or take the groups from its user interface")
	case r.assertions == 0:
		return nil, d.unfit("the XML holds no SAML assertion", "save the value of SAMLResponse, not the request or the metadata")
	}
	link := slices.ContainsFunc(r.attributes, (*samlAttribute).isGroupsLink)
	if want := d.conn.SAMLAttribute; want != "" {
		if a := r.named(want); a != nil {
			return a, nil
		}
		if !link {
			return nil, d.unfit("it has no attribute "+migrate.Quote(want)+"; it has "+r.names(), "give one of these names, or add a group claim at the identity provider")
		}
	}
	var found []*samlAttribute
	for _, a := range r.attributes {
		if a.holdsGroups() && d.conn.SAMLAttribute == "" {
			found = append(found, a)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, d.unfit("more than one attribute may hold groups: "+(&samlResponse{attributes: found}).names(), "say which one with --scim-saml-attribute")
	case link:
		return nil, d.unfit("Entra left the groups out, because the user is in more than 150 (it sent "+groupsLink+" in their place)",
			"at Entra, let the group claim hold only the groups assigned to the application, or sign in as a user in fewer groups")
	}
	return nil, d.unfit("no attribute in it looks like groups; it has "+r.names(), "say which one with --scim-saml-attribute, or add a group claim at the identity provider")
}

// named returns the attribute with this name: the very name before one with
// other capitals or with blanks around it.
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

// names lists the attributes' names.
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

// samlGroups makes groups of an attribute's values, one for each name, and
// notes what the values are not.
func (d *document) samlGroups(r *samlResponse, a *samlAttribute) []migrate.Group {
	var groups []migrate.Group
	seen := make(map[string]bool, len(a.values))
	ids, sids, dns, broken, twice := 0, 0, 0, 0, 0
	for _, v := range a.values {
		if seen[v] {
			twice++
			continue
		}
		seen[v] = true
		groups = append(groups, migrate.Group{Name: v})
		bare := strings.TrimSpace(v)
		switch upper := strings.ToUpper(bare); {
		case looksLikeGUID(bare):
			ids++
		case strings.HasPrefix(upper, "S-1-5-"):
			sids++
		case strings.HasPrefix(upper, "CN=") && strings.Contains(upper, ","):
			dns++
		}
		if strings.HasPrefix(v, "\n") || strings.HasPrefix(v, "\r") {
			broken++
		}
	}
	d.notef("the groups are from the attribute %s; the response's signature was not checked", migrate.Quote(a.name))
	d.notef("a SAML response names only the groups of the person who signed in: a group that is not in it may exist all the same")
	if r.assertions > 1 {
		d.notef("the response holds %d assertions: the groups of all of them are taken together", r.assertions)
	}
	if r.encrypted > 0 {
		d.notef("a part of the response is encrypted: groups in it could not be read")
	}
	if ids > 0 {
		d.notef("%s an object id in place of a name: at Entra, under Single sign-on, Attributes & Claims, Groups, set the source attribute to sAMAccountName (groups synced from AD) or to cloud-only group display names", plural(ids, "value is", "values are each"))
	}
	if sids > 0 {
		d.notef("%s a security identifier (SID) in place of a name: change the source attribute of the group claim at the identity provider", plural(sids, "value is", "values are each"))
	}
	if dns > 0 {
		d.notef("%s a distinguished name in place of a name: change the group claim at the identity provider so that it sends the name alone", plural(dns, "value is", "values are each"))
	}
	if broken > 0 {
		d.notef("%s with a line break: the XML may have been reformatted after it was saved", plural(broken, "value begins", "values begin"))
	}
	if twice > 0 {
		d.notef("%s an earlier one: taken once", plural(twice, "value repeats", "values repeat"))
	}
	if len(a.values) == 0 {
		d.notef("the attribute %s has no value", migrate.Quote(a.name))
	}
	return groups
}
