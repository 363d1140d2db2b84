package operation

import (
	"context"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
)

// endpointPatience limits how long the groups at Dashlane are read. They help to link groups,
// but aren't required.
const endpointPatience = 30 * time.Second

// complete adds what a provider that pushes groups needs to a request: the groups that AD
// sync used, and the names that are known to exist at Dashlane.
func (t *Tenant) complete(ctx context.Context, r *EnableRequest, ask Prompter, show Progress) error {
	if _, pushes := t.Provider.(idp.Pusher); !pushes || !r.Config.GroupProvisioning() || r.Config.ADGroups != nil {
		return nil
	}
	ad, known, err := t.connectedAD(ctx, r.AD, ask, show)
	if err != nil || !known {
		return err
	}
	r.Config.ADGroups = ad.had()
	names, known := t.atDashlane(ctx, r.Config.Token, show)
	if ad.AtDashlane {
		known = true
		for _, g := range ad.Groups {
			names = append(names, g.Name)
		}
	}
	if known {
		r.Config.DashlaneGroups = append([]string{}, names...)
	}
	return nil
}

// connectedAD reads the AD side; known is false if none is connected.
func (t *Tenant) connectedAD(ctx context.Context, opened *migrate.Connection, ask Prompter, show Progress) (
	list List, known bool, err error,
) {
	if opened != nil {
		if opened.Location == "" {
			return list, false, nil
		}
		list, err = t.service.readOpenedAD(ctx, *opened, show)
		return list, err == nil, err
	}
	state, err := t.service.State()
	if err != nil || state.Connections[migrate.AD].Location == "" || ask == nil {
		return list, false, err
	}
	c, err := t.service.Connect(ctx, Input{Side: migrate.AD}, ask, show)
	if err != nil {
		return list, false, err
	}
	list, err = t.service.read(ctx, migrate.AD, c, show)
	return list, err == nil, err
}

// readOpenedAD reads the AD side that a front end has connected.
func (s *Service) readOpenedAD(ctx context.Context, c migrate.Connection, show Progress) (List, error) {
	source, err := s.openSide(ctx, migrate.AD, c)
	if err != nil {
		return List{}, err
	}
	defer closeSource(source)
	return readGroups(ctx, migrate.Connection{}, source, show.Report(migrate.AD))
}

// atDashlane reads the names of the groups at the connected endpoint; known is false if none
// is connected or it can't be read now.
func (t *Tenant) atDashlane(ctx context.Context, token migrate.Secret, show Progress) (names []string, known bool) {
	state, err := t.service.State()
	if err != nil {
		return nil, false
	}
	c := state.EndpointConnection()
	if !c.SpeaksSCIM() {
		return nil, false
	}
	if c.Secret = token; token.IsZero() {
		if c.Secret, err = t.service.SecretAtHand(ctx, migrate.SCIM, c); err != nil || c.Secret.IsZero() {
			return nil, false
		}
	}
	limited, cancel := context.WithTimeout(ctx, endpointPatience)
	defer cancel()
	list, err := t.service.read(limited, migrate.SCIM, c, show)
	if err != nil {
		if ctx.Err() == nil {
			show.Warn("which groups exist at Dashlane is not known: " + err.Error())
		}
		return nil, false
	}
	for _, g := range list.Groups {
		names = append(names, g.Name)
	}
	return names, true
}

// had returns the groups that AD sync used, with AD's ids. The ids in an audit log are
// Dashlane's, which don't identify a group at a provider.
func (l List) had() []migrate.Group {
	groups := append([]migrate.Group{}, l.Groups...)
	if l.AtDashlane {
		for i := range groups {
			groups[i].ID = ""
		}
	}
	return groups
}
