package dc

import "testing"

// A DN that is not taken apart has the key of its parts.
func TestKeyOfPlainDNs(t *testing.T) {
	const usual = "CN=sg-lic_x.y (R&D)/o'k,OU=Groups-2,DC=corp,DC=example,DC=com"
	spellings := []string{
		usual, "CN=.,DC=corp", "CN=-,DC=corp", "2.5.4.3=Sales,DC=corp", "CN=(x ),DC=corp", "CN=x- ,DC=corp",
		"CN=Sales,DC=corp,DC=example,DC=com", "cn=sales,dc=corp,dc=example,dc=com", "CN = Sales, DC=corp,DC=example , DC=com",
		`CN=S\61les,DC=corp,DC=example,DC=com`, `CN=Sales\, EMEA,DC=corp`, `CN=Sales\2C EMEA,DC=corp`, `CN="Sales, EMEA",DC=corp`,
		"CN=Sales ,DC=corp", `CN=Sales\ ,DC=corp`, "CN=Sales+OU=x,DC=corp", "CN=Ä,DC=corp", "cn=ä,DC=corp", "CN=#41,DC=corp",
	}
	for _, dn := range spellings {
		if got, want := keyOf(dn), parsedKey(dn); got != want {
			t.Errorf("%q: the key %q, by its parts %q", dn, got, want)
		}
	}
	if !plain(usual) {
		t.Errorf("%q is taken apart", usual)
	}
}
