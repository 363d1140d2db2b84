package adsync

import (
	"github.com/alexbrainman/sspi/kerberos"

	"ad2scim/migrate"
)

// systemToken returns a token for a service, for the user who is signed in to Windows, which
// keeps the tickets itself (SSPI, RFC 4121 section 4.1).
func systemToken(t *transport) ([]byte, bool, error) {
	user, err := kerberos.AcquireCurrentUserCredentials()
	if err != nil {
		return nil, true, refusedBySystem(t, err)
	}
	defer user.Release()
	signIn, _, token, err := kerberos.NewClientContext(user, serviceOf(t.host))
	if err != nil {
		return nil, true, refusedBySystem(t, err)
	}
	defer signIn.Release()
	return token, true, nil
}

func refusedBySystem(t *transport, err error) error {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot sign in with Kerberos to " +
			migrate.Quote(t.Address), Why: "Windows says: " + migrate.Quote(firstLine(err.Error())),
		Next: "check that you are signed in to the domain and that --host has the machine's full name, or give --host-user",
		Err:  err,
	}
}
