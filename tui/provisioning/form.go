package provisioning

import "ad2scim/tui/form"

// newNumber asks for the number that confirms groups without a partner.
func newNumber(number string) form.Form {
	return form.New(form.Typed("Type "+number+" if this is intended, to make the plan again", number,
		"type "+number+", or press esc to go back"))
}

// newAnswer is the answer to a question that only a typed yes begins; with
// force a reason comes before it.
func newAnswer(force bool) form.Form {
	return form.Consent(form.Typed("Type yes to apply", "yes", "type yes, or press esc to go back"), force)
}
