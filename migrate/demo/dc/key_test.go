package dc

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A DN that is taken as it is has the key that parsing it gives.
func TestPlainNamesNeedNoParsing(t *testing.T) {
	if !plain("CN=Sales EMEA,OU=Groups,DC=corp,DC=example,DC=com") {
		t.Error("a plain name is parsed")
	}
	one := func(texts ...string) *rapid.Generator[string] { return rapid.SampledFrom(texts) }
	value := one("A", "b", "1", "A b", "Sales", " ", "+", "+b=", "=", ";", "#", `"`, `\`, `\2C`, ".", "é")
	part := rapid.Custom(func(t *rapid.T) string {
		return one("CN", "ou", "dc", "CN", "ou", "", " CN").Draw(t, "type") + one("=", "=", "=", "").Draw(t, "is") +
			strings.Join(rapid.SliceOfN(value, 0, 3).Draw(t, "value"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		dn := strings.Join(rapid.SliceOfN(part, 0, 2).Draw(t, "parts"), ",")
		if got, want := keyOf(dn), parsedKey(dn); got != want {
			t.Errorf("%q has the key %q, parsed it is %q", dn, got, want)
		}
	})
}
