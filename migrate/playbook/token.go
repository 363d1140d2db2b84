package playbook

import (
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// CheckToken returns BadInput if a text can't be a SCIM API token. The error never contains the token. See
// TokenWarning for unusual tokens.
func CheckToken(token migrate.Secret) error {
	problem := func(why, next string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "this doesn't look like a SCIM API token", Why: why,
			Next: next,
		}
	}
	text := token.Reveal()
	switch {
	case text == "":
		return problem("it is empty", "copy the token in the Admin Console and paste it here")
	case strings.ContainsFunc(text, func(r rune) bool { return !printable(r) }):
		return problem("it contains a space, a line break or another character that no token has",
			"copy it again, without surrounding text")
	case strings.HasPrefix(text, "DLP_"):
		return problem("it is a key for Dashlane's public API", "copy the SCIM API token instead")
	}
	return nil
}

// TokenWarning returns a warning if a token doesn't have the form of Dashlane's: on the self-hosted path, a UUID of
// version 4 (RFC 9562 section 5.4). On the Confidential path the form isn't public, and there is no warning. It
// isn't an error because Dashlane may change the form.
func TokenWarning(p Path, token migrate.Secret) string {
	id, err := uuid.Parse(token.Reveal())
	if p != SelfHosted || err == nil && len(token.Reveal()) == 36 && id.Version() == 4 {
		return ""
	}
	return "on the self-hosted path Dashlane's token is a UUID of version 4, and this one isn't: check that you copied all of it"
}

// printable reports whether a token may contain the character (RFC 6750 section 2.1, and all other visible ASCII
// characters).
func printable(r rune) bool { return r > ' ' && r < 0x7F }
