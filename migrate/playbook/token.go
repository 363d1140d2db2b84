package playbook

import (
	"strings"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// CheckToken checks the form of a SCIM API token: what no token can be is BadInput. The
// text of the error never holds the token. See TokenWarning for what is only unusual.
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

// TokenWarning says that a token is not of the form that Dashlane's have: on the
// self-hosted path, a UUID of version 4 (RFC 9562 section 5.4). It is empty where it is, and
// on the Confidential path, whose form is not public. Dashlane may change the form, so that
// it is no error.
func TokenWarning(p Path, token migrate.Secret) string {
	id, err := uuid.Parse(token.Reveal())
	if p != SelfHosted || err == nil && len(token.Reveal()) == 36 && id.Version() == 4 {
		return ""
	}
	return "on the self-hosted path Dashlane's token is a UUID of version 4, and this one isn't: check that you copied all of it"
}

// printable reports whether a token may hold the character (RFC 6750 section
// 2.1, and all else that is visible in ASCII).
func printable(r rune) bool { return r > ' ' && r < 0x7F }
