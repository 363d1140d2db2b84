package ldapsrc

import "testing"

func TestFormatSIDRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{"", "\x01", "\x01\x02\x00\x00\x00\x00\x00\x05\x20\x00\x00\x00", "\x02\x00\x00\x00\x00\x00\x00\x05", "\x01\x01\x00\x00\x00\x00\x00\x05\x20\x00\x00"} {
		if got := formatSID([]byte(wire)); got != "" {
			t.Errorf("%q is %s", wire, got)
		}
	}
	if got := formatSID([]byte("\x01\x01\x01\x00\x00\x00\x00\x05\x20\x00\x00\x00")); got != "S-1-0x10000000005-32" {
		t.Error(got)
	}
}
