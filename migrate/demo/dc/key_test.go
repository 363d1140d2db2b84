package dc

import (
	"testing"

	"pgregory.net/rapid"
)

// A DN that is taken as it is has the key that parsing it gives.
func TestPlainNamesNeedNoParsing(t *testing.T) {
	if !plain("CN=Sales EMEA,OU=Groups,DC=corp,DC=example,DC=com") {
		t.Error("a plain name is parsed")
	}
	part := rapid.SampledFrom([]string{"CN", "ou", "A", "b", "1", " ", "=", ",", "+", ";", "#", `"`, `\`, `\2C`, ".", "é"})
	rapid.Check(t, func(t *rapid.T) {
		dn := ""
		for _, p := range rapid.SliceOfN(part, 1, 12).Draw(t, "parts") {
			dn += p
		}
		if got, want := keyOf(dn), parsedKey(dn); got != want {
			t.Errorf("%q has the key %q, parsed it is %q", dn, got, want)
		}
	})
}
