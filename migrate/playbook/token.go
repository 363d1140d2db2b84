package playbook

import (
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// CheckToken looks at the form of a SCIM API token, which is what the step
// "token" can be checked by before the endpoint is asked. On the self-hosted
// path it must be a UUID of version 4 (RFC 9562 section 5.4); the form of the
// Confidential one is not public. What is wrong is BadInput; the text never
// holds the token.
func CheckToken(p Path, token migrate.Secret) error {
	problem := func(why, next string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "this doesn't look like a SCIM API token", Why: why,
			Next: next,
		}
	}
	text := token.Reveal()
	id, err := uuid.Parse(text)
	switch {
	case text == "":
		return problem("it is empty", "copy the token in the Admin Console and paste it here")
	case strings.ContainsFunc(text, func(r rune) bool { return !printable(r) }):
		return problem("it contains a space, a line break or another character that no token has",
			"copy it again, without surrounding text")
	case strings.HasPrefix(text, "DLP_"):
		return problem("it is a key for Dashlane's public API", "copy the SCIM API token instead")
	case p == SelfHosted && (err != nil || len(text) != 36 || id.Version() != 4):
		return problem("on the self-hosted path, the token is a version 4 UUID",
			"copy it again from SCIM Provisioning settings")
	}
	return nil
}

// printable reports whether a token may hold the character (RFC 6750 section
// 2.1, and all else that is visible in ASCII).
func printable(r rune) bool { return r > ' ' && r < 0x7F }
