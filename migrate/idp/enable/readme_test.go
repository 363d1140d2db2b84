package enable_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/idp/entra"
	"ad2scim/migrate/idp/jumpcloud"
	"ad2scim/migrate/idp/okta"
	"ad2scim/migrate/idp/pingone"
)

// The README's table of who makes which step is what the providers say.
// Nothing was tested against a live tenant: none could be had.
func TestReadmeHoldsTheAbilities(t *testing.T) {
	var table strings.Builder
	const written = "a stand-in, with a schema of requests written from the documentation"
	err := enable.WriteAbilities(&table, []enable.Column{
		{"Entra", &entra.Client{}, written},
		{"Okta", &okta.Provider{}, "a stand-in, with Okta's own API document"},
		{"JumpCloud", &jumpcloud.Provider{}, written},
		{"PingOne", &pingone.Provider{}, written},
	})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "<!-- abilities -->\n"+table.String()+"<!-- /abilities -->") {
		t.Errorf("the README does not hold this table:\n%s", table.String())
	}
}
