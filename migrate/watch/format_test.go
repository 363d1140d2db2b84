package watch

import (
	"testing"

	"ad2scim/migrate/workspace/formattest"
)

func TestTheKeysGoWithTheFormat(t *testing.T) {
	formattest.Keys(t, "watch", format, stateFile{})
}
