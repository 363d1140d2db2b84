package migrate

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// Secret is a password or a token. It prints, logs and encodes as ***; only Reveal returns the text.
type Secret struct{ text string }

// NewSecret wraps text and registers it, so that Mask removes it from messages of servers.
func NewSecret(text string) Secret {
	remember(text)
	return Secret{text}
}

// MaxSecretFile is the maximum size of a file that holds a secret, in bytes.
const MaxSecretFile = 64 << 10

// ReadSecretFile returns the content of a file that holds a secret. It refuses a larger one than MaxSecretFile, which
// is another file by mistake.
func ReadSecretFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, MaxSecretFile+1))
	if err == nil && len(content) > MaxSecretFile {
		err = errSecretTooLong
	}
	return content, err
}

var errSecretTooLong = errors.New("it is larger than 64 KB, so it can't be a password, a token or a key")

// Reveal returns the text. Only call it where the secret is sent.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.text == "" }

// String returns ***, or "" for an empty secret, so that %v and %s are safe.
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
