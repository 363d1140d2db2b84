package okta_test

import (
	"testing"

	"ad2scim/migrate/runtest"
)

func TestMain(m *testing.M) { runtest.AtOnce(4); m.Run() }
