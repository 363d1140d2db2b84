package ldapsrc

import (
	"os"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/runtest"
)

func TestMain(m *testing.M) {
	runtest.AtOnce(4) // many wait for a time limit
	os.Exit(sambatest.Main(m))
}
