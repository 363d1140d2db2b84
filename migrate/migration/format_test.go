package migration

import (
	"strings"
	"testing"

	"ad2scim/migrate/store/formattest"
)

func TestKeysMatchFormatVersion(t *testing.T) {
	formattest.CheckKeys(t, "migration", format, file{})
}

// A field that is not known is more likely a newer program's than damage.
func TestUnknownFieldIsNamed(t *testing.T) {
	_, _, err := parseState([]byte(`{"version":2,"of_later":1}`), "migration.json")
	if err == nil || !strings.Contains(err.Error(), "a newer version may have") || !strings.Contains(err.Error(),
		"of_later") || !strings.Contains(err.Error(), "Use the newer version") {
		t.Error(err)
	}
	if _, _, err := parseState([]byte(`{"version":2,"path":`), "migration.json"); err == nil ||
		strings.Contains(err.Error(), "newer") {
		t.Error(err)
	}
}

// A file that holds nothing is damaged, and not a reason to break.
func TestEmptyStateIsRefused(t *testing.T) {
	for _, data := range []string{"null", "", "[]", "0", `"x"`, `{"version":null}`, `{"version":0,"facts":null}`} {
		_, _, err := parseState([]byte(data), "migration.json")
		if whole := strings.HasPrefix(data, "{"); (err == nil) != whole {
			t.Errorf("%s: %v", data, err)
		}
	}
}
