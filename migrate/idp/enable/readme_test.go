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
func TestReadmeHoldsTheAbilities(t *testing.T) {
	var table strings.Builder
	err := enable.WriteAbilities(&table, []enable.Column{{Name: "Entra", Moder: &entra.Client{}}, {Name: "Okta", Moder: &okta.Provider{}}, {Name: "JumpCloud", Moder: &jumpcloud.Provider{}}, {Name: "PingOne", Moder: &pingone.Provider{}}})
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
