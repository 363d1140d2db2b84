package watch

import (
	"testing"

	"ad2scim/migrate/store/formattest"
)

func TestTheKeysGoWithTheFormat(t *testing.T) {
	formattest.Keys(t, "watch", format, stateFile{})
}
