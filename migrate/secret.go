package migrate

import (
	"fmt"
	"log/slog"
)

// Secret is a password or a token. However it is printed, logged or encoded it
// shows as ***; only Reveal gives the text.
type Secret struct{ text string }

// NewSecret wraps text. From then on Mask takes it out of what servers say.
func NewSecret(text string) Secret {
	remember(text)
	return Secret{text}
}

// Reveal returns the text itself, for the one place that sends it.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == "" }

// String returns *** (or nothing for no secret), so that %v and %s are safe.
func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return "***"
}

// Format prints *** for every verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText encodes *** in JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue logs ***.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
