package ldapsrc

import (
	"flag"
	"os"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate/runtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Many wait for a time limit. The full run has one domain controller, which more at once
	// would overload.
	if runtest.Sample() {
		runtest.AtOnce(4)
	}
	os.Exit(sambatest.Main(m))
}
