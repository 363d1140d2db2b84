package migrate

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestSIDTextRefusesWhatIsNone(t *testing.T) {
	for _, wire := range []string{
		"", "\x01", "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00",
		"\x02\x00\x00\x00\x00\x00\x00\x05", "\x01\x01\x00\x00\x00\x00\x00\x05\x20\x00\x00",
	} {
		if got := SIDText([]byte(wire)); got != "" {
			t.Errorf("%q is %s", wire, got)
		}
	}
	if got := SIDText([]byte("\x01\x01\x01\x00\x00\x00\x00\x05\x20\x00\x00\x00")); got != "S-1-0x10000000005-32" {
		t.Error(got)
	}
}

func TestNormalGUID(t *testing.T) {
	const want = "0b2d7c1e-9a54-4f0e-8d61-3c5f7a9b1e20"
	for _, form := range []string{
		want, "{0B2D7C1E-9A54-4F0E-8D61-3C5F7A9B1E20}", "HnwtC1SaDk+NYTxfepseIA==", "1e7c2d0b549a0e4f8d613c5f7a9b1e20",
		"30 124 45 11 84 154 14 79 141 97 60 95 122 155 30 32",
	} {
		if got, ok := NormalGUID(form); !ok || got != want {
			t.Errorf("%q: got %q, want %s", form, got, want)
		}
	}
	for _, other := range []string{
		"", "System.Byte[]", "00gAbC0xYz", "1 2 3",
		"256 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
	} {
		if got, ok := NormalGUID(other); ok {
			t.Errorf("%q is read as %s", other, got)
		}
	}
}

// TestOnlyItsDigitsMakeAGUIDNormal puts every byte in every place.
func TestOnlyItsDigitsMakeAGUIDNormal(t *testing.T) {
	guid := []byte("01234567-89ab-cdef-0123-456789abcdef")
	for i, was := range guid {
		for b := range 256 {
			guid[i] = byte(b)
			want := strings.ContainsRune("0123456789abcdef", rune(b))
			if was == '-' {
				want = b == '-'
			}
			if got := isNormalGUID(string(guid)); got != want {
				t.Errorf("%q: %v", guid, got)
			}
		}
		guid[i] = was
	}
}

func FuzzNormalGUID(f *testing.F) {
	f.Add("WV2SOY3TTgmh7WjQKp+LPA==")
	f.Add("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := NormalGUID(text)
		if ok != (uuid.Validate(id) == nil) {
			t.Errorf("%q became %q, %v", text, id, ok)
		}
		if again, _ := NormalGUID(id); again != id {
			t.Errorf("%q became %q and then %q", text, id, again)
		}
	})
}
