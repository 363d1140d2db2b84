package clipboard

import (
	"encoding/base64"
	"strings"
	"testing"

	"ad2scim/tui/screen"
)

func TestCopySendsTheBytes(t *testing.T) {
	for term, wrapped := range map[string]bool{"xterm-256color": false, "tmux-256color": false, "screen": true} {
		var out strings.Builder
		c := New(&out, func(name string) string {
			if name == "TERM" {
				return term
			}
			return ""
		})
		text := "caf\xe9\x1b]52;c;!\a"
		if msg := c.Copy(text, "the AD name")(); msg != (screen.Notice{Text: "copied the AD name"}) {
			t.Errorf("%s: %v", term, msg)
		}
		if !strings.Contains(out.String(), base64.StdEncoding.EncodeToString([]byte(text))) {
			t.Errorf("%s: sent %q", term, out.String())
		}
		if strings.HasPrefix(out.String(), "\x1bP") != wrapped {
			t.Errorf("%s: sent %q", term, out.String())
		}
	}
}
