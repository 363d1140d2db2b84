package operation

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

// Sources that take their names from different attributes have no plan in common: it
// would change the attribute of the first in all.
func TestOneNameAttribute(t *testing.T) {
	connection := func(attributes ...string) (c migrate.Connection) {
		c = migrate.Connection{Location: "ldaps://dc0.example.com", NameAttribute: attributes[0]}
		for _, a := range attributes[1:] {
			c.More = append(c.More, migrate.Connection{Location: "ldaps://dc1.example.com", NameAttribute: a})
		}
		return c
	}
	for _, same := range [][]string{{""}, {"", "cn"}, {"displayName", "displayName"}} {
		if err := oneNameAttribute(connection(same...)); err != nil {
			t.Errorf("%q: %v", same, err)
		}
	}
	err := oneNameAttribute(connection("name", "sAMAccountName"))
	if migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "dc0.example.com is compared by name, and ldaps://dc1.example.com by sAMAccountName") {
		t.Error(err)
	}
}
