package migrate_test

import (
	"testing"

	"ad2scim/migrate"
)

func TestIDKeyFoldsGUIDsOfActiveDirectoryAlone(t *testing.T) {
	const guid = "11111111-2222-3333-4444-ABCDEFabcdef"
	for _, same := range []string{"11111111-2222-3333-4444-abcdefabcdef", "{11111111-2222-3333-4444-ABCDEFABCDEF}"} {
		if migrate.AD.IDKey(guid) != migrate.AD.IDKey(same) {
			t.Errorf("%s and %s are two objects of Active Directory", guid, same)
		}
		if migrate.SCIM.IDKey(guid) == migrate.SCIM.IDKey(same) {
			t.Errorf("%s and %s are one object at a provider", guid, same)
		}
	}
	for _, id := range []string{
		"", "00gAbC", "{", "urn:uuid:11111111-2222-3333-4444-ABCDEFABCDEF",
		"11111111222233334444ABCDEFABCDEF",
	} {
		if migrate.AD.IDKey(id) != id {
			t.Errorf("%q became %q", id, migrate.AD.IDKey(id))
		}
	}
}

func TestSameIDIsOneKey(t *testing.T) {
	ids := []string{
		"", "a", "A", "{a}", "11111111-2222-3333-4444-ABCDEFabcdef", "11111111-2222-3333-4444-abcdefabcdef",
		"{11111111-2222-3333-4444-ABCDEFABCDEF}", "{11111111-2222-3333-4444-abcdefabcdef",
		"11111111-2222-3333-4444-abcdefabcdee", "11111111-2222-3333-4444-abcdefabcdeG",
		"11111111-2222-3333-4444-abcdefabcdeg",
	}
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM} {
		for _, a := range ids {
			for _, b := range ids {
				if got := side.SameID(a, b); got != (side.IDKey(a) == side.IDKey(b)) {
					t.Errorf("%s: %q and %q: %v", side, a, b, got)
				}
			}
		}
	}
}
