package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate/demo/dc"
)

// groupType values (MS-ADTS section 2.2.12): global security and global
// distribution groups, a built-in local group.
const (
	globalSecurity     = "-2147483646"
	globalDistribution = "2"
	builtinLocal       = "-2147483643"
)

// fillDirectory creates the company's Active Directory.
func fillDirectory(groups []group) *dc.Directory {
	d := dc.NewDirectory(domain)
	units := map[string]string{"": d.Base()}
	staffUnit := addUnit(d, units, "Staff")
	var accounts []*dc.Entry
	for i, p := range everyone() {
		accounts = append(accounts, addPerson(d, staffUnit, i, p))
	}
	byName := map[string]*dc.Entry{}
	taken := map[string]int{}
	for _, g := range groups {
		if g.ad == "" {
			continue
		}
		e := d.Add(addUnit(d, units, g.ou), "CN", g.ad, "group").
			Set("displayName", g.ad).
			Set("sAMAccountName", accountName(g.ad, taken)).
			Set("groupType", globalSecurity)
		if g.mailing {
			e.Set("groupType", globalDistribution).Set("mail", g.ad+"@"+mailDomain)
		}
		if g.guarded {
			e.Protect()
		}
		for _, i := range g.people {
			d.Link(e, accounts[i])
		}
		byName[g.ad] = e
	}
	for _, g := range groups {
		for _, name := range g.inside {
			d.Link(byName[g.ad], byName[name])
		}
	}
	addOddMembers(d, byName)
	return d
}

// addUnit creates an organizational unit and its parents, each once.
func addUnit(d *dc.Directory, units map[string]string, path string) string {
	if dn, ok := units[path]; ok {
		return dn
	}
	name, above, _ := strings.Cut(path, ",")
	units[path] = d.Add(addUnit(d, units, above), "OU", name, "organizationalUnit").DN()
	return units[path]
}

func addPerson(d *dc.Directory, unit string, i int, p person) *dc.Entry {
	return d.Add(unit, "CN", p.name(), "user").
		Set("displayName", p.name()).
		Set("givenName", p.first).
		Set("sn", p.last).
		Set("sAMAccountName", p.account()).
		Set("userPrincipalName", p.upn()).
		Set("mail", p.mail()).
		Set("userAccountControl", "512").
		Set("employeeID", strconv.Itoa(10000+i))
}

// addOddMembers adds what an old directory contains: a built-in group, a computer, an account of a trusted domain,
// a deleted member, and two groups that contain each other.
func addOddMembers(d *dc.Directory, groups map[string]*dc.Entry) {
	computers := d.Add(d.Base(), "CN", "Computers", "container").DN()
	computer := d.Add(computers, "CN", "SCAN-OSLO-01", "computer").Set("sAMAccountName", "SCAN-OSLO-01$")
	foreign := d.Add(d.Base(), "CN", "ForeignSecurityPrincipals", "container").DN()
	stranger := d.Add(foreign, "CN", "S-1-5-21-1004336348-1177238915-682003330-1132", "foreignSecurityPrincipal")
	builtin := d.Add(d.Base(), "CN", "Builtin", "builtinDomain").DN()
	d.Add(builtin, "CN", "Remote Desktop Users", "group").Set("sAMAccountName", "Remote Desktop Users").Set("groupType",
		builtinLocal)

	d.Link(groups["Scanner Service Accounts"], computer)
	d.Link(groups["Finance Admins"], stranger)
	d.LinkGone(groups["Payroll"], "CN=Ola Nordmann,OU=Former,"+d.Base())
	d.Link(groups["Sales EMEA"], groups["Customer Care"])
	d.Link(groups["Customer Care"], groups["Sales EMEA"])
}

// accountName derives a sAMAccountName from a name, without characters that AD forbids there (MS-SAMR section
// 3.1.1.8.4), and with a number if it is taken.
func accountName(name string, taken map[string]int) string {
	account := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || slices.Contains([]rune(`"/\[]:;|=,+*?<>@`), r) {
			return -1
		}
		return r
	}, name)
	account = strings.TrimSpace(account)
	key := strings.ToLower(account)
	taken[key]++
	if account == "" || taken[key] > 1 {
		account = fmt.Sprintf("%s-%d", strings.TrimSpace("group "+account), taken[key])
	}
	return account
}
