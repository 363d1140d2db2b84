package provisioning

import "ad2scim/tui/form"

// newAnswer is the answer to a question that only a typed yes begins; with
// force a reason comes before it.
func newAnswer(force bool) form.Form {
	return form.Consent(form.Typed("Type yes to apply", "yes", "type yes, or press esc to go back"), force)
}
