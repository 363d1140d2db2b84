package dc

import "testing"

// Two spellings of a DN are the same by the short comparison exactly if they are by
// their parts.
func TestSameDNAgreesWithTheParts(t *testing.T) {
	spellings := []string{
		"CN=Sales,DC=corp,DC=example,DC=com", "cn=sales,dc=corp,dc=example,dc=com", "CN = Sales, DC=corp,DC=example , DC=com",
		`CN=S\61les,DC=corp,DC=example,DC=com`, `CN=Sales\, EMEA,DC=corp`, `CN=Sales\2C EMEA,DC=corp`, `CN="Sales, EMEA",DC=corp`,
		"CN=Sales ,DC=corp", `CN=Sales\ ,DC=corp`, "CN=Sales+OU=x,DC=corp", "CN=Ä,DC=corp", "cn=ä,DC=corp", "CN=#41,DC=corp",
	}
	for _, a := range spellings {
		for _, b := range spellings {
			if got, want := sameDN(a, b), keyOf(a) == keyOf(b); got != want {
				t.Errorf("%q and %q: %v, by their parts %v", a, b, got, want)
			}
		}
	}
}
