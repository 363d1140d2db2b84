package provisioning

import "ad2scim/tui/form"

// newAnswer is the form that confirms a plan by typing yes, after a reason if force is set.
func newAnswer(force bool) form.Form {
	return form.Consent(form.ExactWords("Type yes to apply", "yes", "type yes, or press esc to go back"), force)
}
