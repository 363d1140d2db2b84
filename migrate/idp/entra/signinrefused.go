package entra

import (
	"regexp"
	"strings"

	"golang.org/x/oauth2"

	"ad2scim/migrate"
)

// aadsts matches the number of a sign-in error of Entra.
var aadsts = regexp.MustCompile(`AADSTS[0-9]{5,8}`)

// advice is what to do about errors that this program's sign-in can get (Microsoft identity platform, "Microsoft
// Entra authentication and authorization error codes").
var advice = map[string]string{
	"AADSTS7000215": "give the secret's value, not its id, in AD2SCIM_ENTRA_CLIENT_SECRET",
	"AADSTS7000222": "the client secret has expired: create a new one in the app registration",
	"AADSTS700016":  "check AD2SCIM_ENTRA_CLIENT_ID and the tenant: this tenant has no such app",
	"AADSTS700027":  "upload the certificate to the app registration, or check that the key belongs to it",
	"AADSTS90002":   "check AD2SCIM_ENTRA_TENANT: there is no such tenant",
	"AADSTS900023":  "check AD2SCIM_ENTRA_TENANT: it is neither a tenant's id nor its domain",
	"AADSTS65001":   "have an admin consent to the rights of the app",
	"AADSTS7000218": "allow public client flows in the app registration, or give a client secret or a certificate",
	"AADSTS53003":   "a Conditional Access policy blocks this sign-in: use an application with a certificate, or ask for an exception",
	"AADSTS50076":   "sign in again with multifactor authentication",
	"AADSTS70019":   "the code has expired: start again",
	"AADSTS70020":   "the code was not accepted: start again",
}

// refusedSignIn returns why Entra refused a sign-in, in the first sentence of its message, and what to do. The rest
// of the message are identifiers for Microsoft's support.
func refusedSignIn(r *oauth2.RetrieveError) (why, next string) {
	said := r.ErrorDescription
	for _, end := range []string{"Trace ID:", "\r", "\n"} {
		said, _, _ = strings.Cut(said, end)
	}
	const most = 300
	if said = strings.TrimSpace(said); len(said) > most {
		said = strings.ToValidUTF8(said[:most], "") + "…"
	}
	if said == "" {
		said = r.ErrorCode
	}
	return "the sign-in is refused (" + migrate.Quote(said) + ")", advice[aadsts.FindString(r.ErrorDescription)]
}
