package krb5client

import (
	"strings"

	"ad2scim/migrate"
)

type reason struct{ text, why, next string }

// reasons explain the KDC's errors (RFC 4120 section 7.5.9) and those of gokrb5, which only returns them as text.
func (s Server) reasons(a Account) []reason {
	secret, check := "the password is wrong", "check it"
	if a.Keytab != "" {
		secret, check = "the keytab doesn't contain the account's current key", "create it again: it must be replaced after every password change"
	}
	const noKDC, nameKDC = "krb5.conf and DNS name no Kerberos server of the realm",
		"name the KDC in krb5.conf (KRB5_CONFIG), or "
	const skew, setClock = "the clocks of this computer and the domain differ by more than five minutes",
		"set this computer's clock"
	return []reason{
		{"KDC_ERR_PREAUTH_FAILED", secret, check},
		{
			"KDC_ERR_C_PRINCIPAL_UNKNOWN", "the domain has no such user",
			"check " + s.Option + "; it is the logon name, as user@domain",
		},
		{"KDC_ERR_S_PRINCIPAL_UNKNOWN", s.Unknown, s.Address},
		{
			"KDC_ERR_CLIENT_REVOKED", "the account is disabled, locked or expired",
			"ask a domain administrator to enable or unlock it",
		},
		{"KDC_ERR_KEY_EXPIRED", "the password has expired or must be changed", "change the password, then try again"},
		{"KRB_AP_ERR_SKEW", skew, setClock},
		{"clock skew with KDC too large", skew, setClock},
		{"KRB_AP_ERR_TKT_EXPIRED", "the ticket has expired", "run kinit again"},
		{
			"KDC_ERR_ETYPE_NOSUPP", "the domain and this program have no encryption type in common",
			"allow AES for the account in Active Directory",
		},
		{"password/keytab incorrect", secret, check},
		{"no user credentials available", "the ticket has expired", "run kinit again"},
		{
			"does not have a define realm", "krb5.conf names no realm for the account",
			"give it as user@domain with " + s.Option,
		},
		{"no KDC", noKDC, nameKDC + s.Instead},
		{"have any defined KDCs", noKDC, nameKDC + s.Instead},
		{
			"Networking_Error", "no Kerberos server of the realm can be reached",
			"check krb5.conf (KRB5_CONFIG) and that port 88 is open, or " + s.Instead,
		},
	}
}

func (s Server) explain(a Account, err error) error {
	p := &migrate.Problem{
		Class: migrate.Unreachable, What: s.What, Why: oneLine(err.Error()),
		Next: "check krb5.conf, or " + s.Instead, Err: err,
	}
	for _, r := range s.reasons(a) {
		if strings.Contains(err.Error(), r.text) {
			p.Why, p.Next = r.why, r.next
			break
		}
	}
	return p
}

// oneLine makes a library's message safe for a terminal, on one line.
func oneLine(s string) string {
	quoted := migrate.Quote(strings.Join(strings.Fields(s), " "))
	return quoted[1 : len(quoted)-1]
}
