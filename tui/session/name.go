package session

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
)

// Name is a short name of a side: the domain, the provider or the file, and how many more
// sources there are. It is text from outside and must be escaped.
func (e *Side) Name() string {
	if n := len(e.Connection.More); n > 0 {
		return e.firstName() + " and " + strconv.Itoa(n) + " more"
	}
	return e.firstName()
}

func (e *Side) firstName() string {
	if !e.Set() {
		return "not set up"
	}
	if provider := e.Provider(); provider != "" {
		return provider
	}
	u, err := url.Parse(e.Connection.Location)
	if err == nil && u.Hostname() != "" && (e.Connection.SpeaksLDAP() || e.Connection.SpeaksSCIM()) {
		return domainOf(e, u.Hostname())
	}
	return e.Connection.Sources()[0].String()
}

// domainOf is the domain of the account if there is one, and else the host.
func domainOf(e *Side, host string) string {
	_, domain, ok := strings.Cut(e.Connection.User, "@")
	if e.Side == migrate.AD && ok && domain != "" {
		return domain
	}
	return host
}

// Label is the side's name in a list: "AD" or "provisioned".
func (e *Side) Label() string {
	if e.Side == migrate.AD {
		return "AD"
	}
	return "provisioned"
}

// Provider is the name of the side's identity provider, or "".
func (e *Side) Provider() string {
	id, _, _ := e.Connection.ProviderApp()
	return operation.ProviderTitle(playbook.IDP(id))
}

// ReadAt is the time of the older list, or zero if a list is missing.
func (s *Session) ReadAt() time.Time {
	if !s.AD.Read() || !s.SCIM.Read() {
		return time.Time{}
	}
	if s.AD.ReadAt.Before(s.SCIM.ReadAt) {
		return s.AD.ReadAt
	}
	return s.SCIM.ReadAt
}

// Shown is the comparison on the screen, described by the lists that were compared, even if one
// of them has been replaced since.
func (s *Session) Shown() operation.ShownComparison {
	if s.Stale {
		return s.outdatedShown
	}
	scim := s.SCIM.Connection
	scim.App = migrate.IdentityOf(s.SCIM.Source)
	return operation.ShownComparison{
		Result: s.Result, About: operation.About(s.AD.Connection, scim), At: s.ReadAt(),
	}
}
