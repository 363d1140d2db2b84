package main

import (
	"fmt"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// effective lists the flags, without the side, that have an effect on a kind of source. Other
// flags are errors there.
func effective(side migrate.Side, c migrate.Connection) (flags []string, kind string) {
	switch {
	case c.SpeaksLDAP():
		return []string{
			"user", "auth", "password-file", "keytab", "ca", "name", "base", "scope", "filter", "without",
			"insecure", "timeout",
		}, "a domain controller"
	case c.SpeaksSCIM():
		if scheme, _ := c.Scheme(); scheme == migrate.HTTP {
			return []string{"token-file", "page-size", "timeout"}, "a SCIM endpoint without TLS"
		}
		return []string{"token-file", "ca", "insecure", "page-size", "timeout"}, "a SCIM endpoint"
	case c.IsFile() && side == migrate.AD:
		return []string{"format", "name", "without"}, "a file"
	case c.IsFile():
		return []string{"format", "saml-attribute"}, "a file"
	}
	if _, _, ok := c.ProviderApp(); ok {
		return []string{"as"}, "an app at an identity provider, which gets its credentials from the environment"
	}
	return nil, "not a source"
}

// reached is a server, a file or an app that the flags of a source apply to.
type reached struct {
	name, kind string
	flags      []string // those that have an effect there, without the side
}

func (s *sourceFlags) reachedBy(c migrate.Connection) reached {
	flags, kind := effective(s.side, c)
	return reached{c.String(), kind, flags}
}

// checkEffect refuses a flag that has no effect on its source, because the admin expects one.
func (s *sourceFlags) checkEffect() error {
	for i, g := range s.all {
		all, err := s.affected(g)
		switch {
		case err != nil:
			return err
		case len(all) == 0, g.connection.Location == "" && slices.Contains(g.flags, string(s.side)):
			return &operation.MissingSourceError{Side: s.side}
		}
		for _, flag := range g.flags {
			if flag == string(s.side) || s.affects(flag, all...) || !s.ownFlag(i, flag) && s.helpsAnother(flag) {
				continue
			}
			return badFlag(fmt.Sprintf("--%s has no effect on %s", flag, migrate.Quote(all[0].name)), "it is "+all[0].kind,
				"remove the flag, or check the source")
		}
	}
	return nil
}

// affected lists what a source's flags apply to: the source itself, or the saved connections used
// without it, and the other server of the command.
func (s *sourceFlags) affected(g givenSource) (all []reached, err error) {
	connections := []migrate.Connection{g.connection}
	if g.connection.Location == "" {
		if connections, err = s.saved(); err != nil {
			return nil, err
		}
	}
	for _, c := range connections {
		all = append(all, s.reachedBy(c))
	}
	if s.otherServer != nil {
		all = append(all, s.otherServer()...)
	}
	return all, nil
}

// affects reports whether a flag has an effect on any of these.
func (s *sourceFlags) affects(flag string, all ...reached) bool {
	return slices.ContainsFunc(all, func(r reached) bool {
		return slices.Contains(r.flags, strings.TrimPrefix(flag, string(s.side)+"-"))
	})
}

// saved returns the first saved connection of each side, to which the flags are added.
func (o *globalOptions) saved(sides ...migrate.Side) (all []migrate.Connection, err error) {
	for _, side := range sides {
		switch c, err := o.service().Connection(side); {
		case err != nil:
			return nil, err
		case c.Location != "":
			all = append(all, c.Sources()[0])
		}
	}
	return all, nil
}

// checkTimeout refuses --timeout if it affects none of the sources.
func checkTimeout(sides ...*sourceFlags) error {
	var sources []string
	for _, s := range sides {
		if s.limit == 0 {
			return nil
		}
		for _, g := range s.orNone() {
			all, err := s.affected(g)
			if err != nil || s.affects("timeout", all...) {
				return err
			}
			for _, r := range all {
				sources = append(sources, migrate.Quote(r.name))
			}
		}
	}
	switch {
	case len(sources) > 0:
	case len(sides) == 1:
		return &operation.MissingSourceError{Side: sides[0].side}
	default:
		return nil // the missing source is reported elsewhere
	}
	return badFlag("--timeout has no effect on "+strings.Join(sources, " and "),
		"it applies only to a domain controller or a SCIM endpoint", "remove the flag, or check the sources")
}

// savedEndpoint returns the connection to Dashlane's endpoint that commands use by default.
func (o *globalOptions) savedEndpoint() ([]migrate.Connection, error) {
	state, err := o.service().State()
	if c := state.EndpointConnection(); err == nil && c.Location != "" {
		return []migrate.Connection{c}, nil
	}
	return nil, err
}

// ownFlag reports whether a flag was given for only this source.
func (s *sourceFlags) ownFlag(source int, flag string) bool {
	return len(s.scopes) > 1 && s.scopes[source+1].has(flag)
}

// helpsAnother reports whether a flag for all sources has an effect on any.
func (s *sourceFlags) helpsAnother(flag string) bool {
	return slices.ContainsFunc(s.all, func(g givenSource) bool {
		return g.connection.Location != "" && s.affects(flag, s.reachedBy(g.connection))
	})
}
