package migration

import (
	"testing"

	"ad2scim/migrate/runtest"
)

func TestMain(m *testing.M) { runtest.Main(m) }
