package watch

import (
	"testing"

	"ad2scim/migrate/store/formattest"
)

func TestTheKeysGoWithTheFormat(t *testing.T) {
	formattest.CheckKeys(t, "watch", format, stateFile{})
}
