package connect

import (
	"cmp"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// withoutField lists the settings without a field in the form, which only commands set. The
// keytab is left out because the verdict names it.
func withoutField(c migrate.Connection) (all []string) {
	add := func(set bool, words string) {
		if set {
			all = append(all, words)
		}
	}
	add(c.SkipVerify, "the certificate isn't verified")
	add(c.Auth != "", c.Auth+" sign-in")
	add(cmp.Or(c.Scope, "sub") != "sub", "only groups directly in the search base")
	types := make([]string, len(c.Without))
	for i, t := range c.Without {
		types[i] = string(t)
	}
	add(len(types) > 0, "without "+strings.Join(types, " and ")+" groups")
	add(c.As != "", "names as sent by "+strings.ToUpper(c.As))
	add(c.SAMLAttribute != "", "SAML attribute "+c.SAMLAttribute)
	add(c.Format != "", "format "+c.Format)
	add(c.PageSize != 0, render.Count(c.PageSize, "group", "groups")+" a page")
	add(c.Timeout != 0, fmt.Sprintf("timeout %s", c.Timeout))
	return all
}
