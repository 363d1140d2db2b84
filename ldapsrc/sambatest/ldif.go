package sambatest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/go-ldap/ldap/v3"
)

// groupType bits (MS-ADTS section 2.2.12).
const (
	globalSecurity     = -0x80000000 + 0x2
	globalDistribution = 0x2
)

// ldifBuilder collects objects as LDIF (RFC 2849) for ldbmodify.
type ldifBuilder struct{ strings.Builder }

// add writes one object; pairs are names and values of attributes. Every value is written in base64, so that none
// needs escaping.
func (f *ldifBuilder) add(dn string, pairs ...string) {
	fmt.Fprintf(f, "dn:: %s\nchangetype: add\n", base64.StdEncoding.EncodeToString([]byte(dn)))
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(f, "%s:: %s\n", pairs[i], base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	f.WriteByte('\n')
}

func (f *ldifBuilder) group(name, sam, ou string, kind int, pairs ...string) {
	// Samba requires "=" to be escaped too, as RFC 2253 did.
	f.add("CN="+strings.ReplaceAll(ldap.EscapeDN(name), "=", `\=`)+","+ou+","+BaseDN,
		append([]string{"objectClass", "group", "sAMAccountName", sam, "groupType", fmt.Sprint(kind)}, pairs...)...)
}

func (f *ldifBuilder) user(name, control string, pairs ...string) {
	f.add("CN="+name+",OU=People,"+BaseDN, append([]string{
		"objectClass", "user", "sAMAccountName", strings.ToLower(name), "userAccountControl", control,
		"userPrincipalName", strings.ToLower(name) + "@" + Domain, "mail", strings.ToLower(name) + "@example.com",
	},
		pairs...)...)
}

// password returns the value of unicodePwd: the password in quotes, in UTF-16 (MS-ADTS section 3.1.1.3.1.5.1).
func password(p string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(`"` + p + `"`)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// userAccountControl values (MS-ADTS section 2.2.16).
const (
	normalAccount   = "512"
	disabledAccount = "514"
	withoutPassword = "544"
)

// perFile is the number of extra groups in one file. ldbmodify's time for a file grows with the square of its size.
const perFile = 1000

// ldif returns the files to load into a fresh domain, in order.
func (r recipe) ldif() []string {
	var f ldifBuilder
	for _, ou := range []string{
		"OU=Groups", "OU=Hostile", "OU=People", "OU=EMEA,OU=Groups", "OU=APAC,OU=Groups",
		"OU=Numbered", "OU=Extra",
	} {
		f.add(ou+","+BaseDN, "objectClass", "organizationalUnit")
	}
	f.accounts()
	f.groups()
	for i, name := range HostileNames() {
		f.group(name, fmt.Sprintf("hostile-%02d", i), "OU=Hostile", globalSecurity, "displayName", name)
	}
	for i := 1; i <= NumberedGroups; i++ {
		f.group(fmt.Sprintf("Team %04d", i), fmt.Sprintf("team-%04d", i), "OU=Numbered", globalSecurity)
	}
	files := []string{f.String()}
	for first := 1; first <= r.extraGroups; first += perFile {
		var f ldifBuilder
		for i := first; i <= min(first+perFile-1, r.extraGroups); i++ {
			f.group(fmt.Sprintf("Extra %05d", i), fmt.Sprintf("extra-%05d", i), "OU=Extra", globalSecurity)
		}
		files = append(files, f.String())
	}
	return files
}

func (f *ldifBuilder) accounts() {
	secret := password(AdminPassword)
	f.user("Reader", normalAccount, "unicodePwd", secret)
	f.user("Helpdesk", normalAccount, "unicodePwd", secret)
	f.user("Lockable", normalAccount, "unicodePwd", secret)
	f.user("Disabled", disabledAccount, "unicodePwd", secret)
	f.user("Expired", normalAccount, "unicodePwd", secret, "accountExpires", "131000000000000000")
	f.user("MustChange", normalAccount, "unicodePwd", secret, "pwdLastSet", "0")
	f.user("NoHours", normalAccount, "unicodePwd", secret, "logonHours", strings.Repeat("\x00", 21))
	f.user("Hidden", withoutPassword)
	for _, name := range []string{"Ada", "Boris", "Chioma", "Dai"} {
		f.user(name, withoutPassword)
	}
	f.add("CN=Contact,OU=People,"+BaseDN, "objectClass", "contact", "mail", "contact@example.org")
	f.add("CN=PC1,OU=People,"+BaseDN, "objectClass", "computer", "sAMAccountName", "PC1$", "userAccountControl", "4096")
	for i := 1; i <= LargeMembers; i++ {
		f.user(fmt.Sprintf("Person%04d", i), withoutPassword)
	}
}

func (f *ldifBuilder) groups() {
	person := func(name string) []string { return []string{"member", "CN=" + name + ",OU=People," + BaseDN} }
	for _, g := range []struct{ name, display string }{
		{"Finance Admins", "Finance Admins"}, {"Payroll", "Payroll Berlin"}, {"Ops–Oslo", ""}, {"sales emea", "Sales EMEA"},
	} {
		var pairs []string
		if g.display != "" {
			pairs = []string{"displayName", g.display}
		}
		f.group(g.name, strings.ReplaceAll(strings.ToLower(g.name), " ", "-"), "OU=Groups", globalSecurity, pairs...)
	}
	f.group("Newsletter", "newsletter", "OU=Groups", globalDistribution)
	f.group("Managers", "managers-emea", "OU=EMEA,OU=Groups", globalSecurity)
	f.group("Managers", "managers-apac", "OU=APAC,OU=Groups", globalSecurity)
	f.group("Cycle inner", "cycle-inner", "OU=Groups", globalSecurity, person("Boris")...)
	f.group("Cycle outer", "cycle-outer", "OU=Groups", globalSecurity, append(person("Ada"), "member", CycleInner)...)
	fmt.Fprintf(f, "dn: %s\nchangetype: modify\nadd: member\nmember: %s\n\n", CycleInner, CycleGroup)

	mixed := append(person("Chioma"), person("Hidden")...)
	mixed = append(mixed, person("Contact")...)
	mixed = append(mixed, person("PC1")...)
	mixed = append(mixed, "member", "CN=S-1-5-11,CN=ForeignSecurityPrincipals,"+BaseDN, "member", CycleGroup)
	f.group("Mixed members", "mixed-members", "OU=Groups", globalSecurity, mixed...)

	var all []string
	for i := 1; i <= LargeMembers; i++ {
		all = append(all, person(fmt.Sprintf("Person%04d", i))...)
	}
	f.group("Everyone in the company", "everyone-in-company", "OU=Groups", globalSecurity, all...)
}
