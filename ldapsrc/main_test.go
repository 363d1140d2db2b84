package ldapsrc

import (
	"os"
	"testing"

	"ad2scim/ldapsrc/sambatest"
)

func TestMain(m *testing.M) { os.Exit(sambatest.Main(m)) }
