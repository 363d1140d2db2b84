package operation

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/providers"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
)

// FileFormats lists the formats of files that Connection.Format may name. The last one has
// one name per line.
func FileFormats() []string { return groupfile.Formats() }

// Input is one side as a front end gives it. What it leaves out is taken from the workspace.
type Input struct {
	Side       migrate.Side
	Connection migrate.Connection
	// Secret reads the secret from where a front end was told that it is; nil to find it.
	Secret func() (migrate.Secret, error)
	// More are further sources of this side, each with its own secret.
	More []Input
}

// MissingSourceError says that a side is neither given nor remembered.
type MissingSourceError struct{ Side migrate.Side }

// Error returns which side it is.
func (e *MissingSourceError) Error() string { return string(e.Side) + " isn't connected" }

// SecretInAddressError says that an address contains a user name or a password.
type SecretInAddressError struct{ Side migrate.Side }

// Error returns which side it is.
func (e *SecretInAddressError) Error() string {
	return "the address of " + string(e.Side) + " contains a user name or a password"
}

// StandardInputError says that standard input would be read more than once.
type StandardInputError struct {
	// Repeated says that the operation reads its sources again and again. Otherwise, two
	// sources are standard input.
	Repeated bool
}

// Error returns that it can be read only once.
func (*StandardInputError) Error() string { return "standard input can be read only once" }

// readOnce returns an error if several sources are standard input. Call it before asking for
// secrets.
func (s *Service) readOnce(sides ...Input) error {
	if n, err := s.fromStandardInput(sides); err != nil || n < 2 {
		return err
	}
	return &StandardInputError{}
}

// fromStandardInput counts the sources of these sides that are standard input.
func (s *Service) fromStandardInput(sides []Input) (n int, err error) {
	for _, in := range sides {
		c, err := s.resolve(in)
		if err != nil {
			return 0, err
		}
		for _, one := range c.Sources() {
			if one.Location == "-" {
				n++
			}
		}
	}
	return n, nil
}

// resolve completes a connection from what is remembered and checks it. The result has no
// secret yet.
func (s *Service) resolve(in Input) (migrate.Connection, error) {
	c := in.Connection
	if c.Location == "" {
		state, err := s.State()
		if err != nil {
			return c, err
		}
		c = over(c, state.Connections[in.Side])
	}
	if c.Location == "" {
		return c, &MissingSourceError{in.Side}
	}
	for _, more := range in.More {
		c.More = append(slices.Clone(c.More), more.Connection)
	}
	for _, one := range c.Sources() {
		if err := CheckSource(in.Side, one); err != nil {
			return c, err
		}
	}
	return c, nil
}

// CheckSource returns an error for a source with a fault that is visible without connecting: a
// SecretInAddressError, or another one that is BadInput.
func CheckSource(side migrate.Side, c migrate.Connection) error {
	kind, _ := c.Scheme() // the faults include an invalid scheme
	faults := c.Faults(kind)
	switch {
	case len(faults) == 0:
		return nil
	case faults[0].Fault == migrate.FaultHoldsUser:
		return &SecretInAddressError{side}
	}
	return faults[0].Err
}

// over returns what is given, completed by what was remembered.
func over(c, last migrate.Connection) migrate.Connection {
	c.Location, c.Format = last.Location, cmp.Or(c.Format, last.Format)
	c.User, c.Auth, c.Keytab = cmp.Or(c.User, last.User), cmp.Or(c.Auth, last.Auth), cmp.Or(c.Keytab, last.Keytab)
	c.CAFile, c.SkipVerify = cmp.Or(c.CAFile, last.CAFile), c.SkipVerify || last.SkipVerify
	c.Base, c.Scope, c.Filter = cmp.Or(c.Base, last.Base), cmp.Or(c.Scope, last.Scope), cmp.Or(c.Filter, last.Filter)
	c.NameAttribute = cmp.Or(c.NameAttribute, last.NameAttribute)
	c.SAMLAttribute, c.As = cmp.Or(c.SAMLAttribute, last.SAMLAttribute), cmp.Or(c.As, last.As)
	c.PageSize, c.Timeout = cmp.Or(c.PageSize, last.PageSize), cmp.Or(c.Timeout, last.Timeout)
	if len(c.Without) == 0 {
		c.Without = last.Without
	}
	c.More = last.More
	return c
}

// Connect completes a connection and finds its secret. It sends nothing yet.
func (s *Service) Connect(ctx context.Context, in Input, ask Prompter, show Progress) (migrate.Connection, error) {
	c, err := s.resolve(in)
	if err != nil {
		return c, err
	}
	all := c.Sources()
	for i, one := range all {
		if one.SkipVerify {
			show.Unverified(in.Side, one.String())
		}
		from := in
		if i > 0 {
			from = Input{Side: in.Side}
			if i <= len(in.More) {
				from = in.More[i-1]
			}
		}
		if all[i].Secret, err = s.findSecret(ctx, from, one, all[0], ask); err != nil {
			return c, err
		}
	}
	return migrate.JoinConnections(all), nil
}

// Open opens a connection that has its secret. The source may be an io.Closer.
func (s *Service) Open(ctx context.Context, c migrate.Connection, show Progress) (migrate.Source, error) {
	if _, err := c.Scheme(); err != nil {
		return nil, err
	}
	if len(c.More) > 0 {
		return s.openEach(ctx, c.SourcesWithSecrets(), show)
	}
	switch {
	case c.SpeaksLDAP():
		source, err := opened(s.Directory(migrate.WithReport(ctx, show.Report(migrate.AD)), c))
		if err == nil {
			s.pin(source)
		}
		return source, err
	case c.SpeaksSCIM():
		return opened(scim.Open(c))
	case c.IsFile():
		return opened(groupfile.Open(c, s.Stdin))
	}
	scheme, name, _ := c.ProviderApp()
	p, err := providers.Open(ctx, playbook.IDP(scheme), show.SignIn)
	if err != nil {
		return nil, err
	}
	app, err := providers.FindApp(ctx, p, name)
	if err != nil {
		return nil, err
	}
	if c.As == "saml" {
		return opened(idp.NewSAMLSource(p, app))
	}
	return idp.NewSource(p, app), nil
}

// openEach opens several sources as one.
func (s *Service) openEach(ctx context.Context, all []migrate.Connection, show Progress) (migrate.Source, error) {
	var parts []migrate.Source
	for _, one := range all {
		part, err := s.Open(ctx, one, show)
		if err != nil {
			for _, p := range parts {
				closeSource(p)
			}
			return nil, err
		}
		parts = append(parts, part)
	}
	joined := migrate.Join(parts...)
	s.pin(joined)
	return joined, nil
}

// opened returns a plain nil for a failure: a nil pointer in an interface isn't nil.
func opened[S migrate.Source](s S, err error) (migrate.Source, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func closeSource(s migrate.Source) {
	if c, ok := s.(io.Closer); ok {
		c.Close()
	}
}

// List is the groups of one side. From is where they were read, without a secret.
type List struct {
	From   migrate.Connection
	Source string
	Groups []migrate.Group
	Notes  []string
	// AtDashlane says that these groups exist at Dashlane, because the list comes from
	// Dashlane's audit log.
	AtDashlane bool
	// OneUser says that these are the groups of one user, because the list comes from a SAML
	// response.
	OneUser bool
	// Uncertain says why the list may be incomplete, such as what a provider doesn't report.
	Uncertain []string

	counts []int          // the groups of each source, where it has several
	source migrate.Source // while it is open
}

// read opens a connection, reads its groups and closes it.
func (s *Service) read(ctx context.Context, side migrate.Side, c migrate.Connection, show Progress) (List, error) {
	l, err := s.readOpen(ctx, side, c, show)
	closeSource(l.source)
	l.source = nil
	return l, err
}

// readOpen opens a connection and reads its groups. The source stays open, so that members
// can be read.
func (s *Service) readOpen(ctx context.Context, side migrate.Side, c migrate.Connection, show Progress) (List, error) {
	source, err := s.Open(ctx, c, show)
	if err != nil {
		return List{}, err
	}
	l, err := readGroups(ctx, c, source, show.Report(side))
	l.source = source
	return l, err
}

// ReadOpened reads the groups of a connection whose source is open. The list reads members
// from the source while it is compared.
func ReadOpened(ctx context.Context, c migrate.Connection, source migrate.Source,
	report migrate.Report,
) (List, error) {
	l, err := readGroups(ctx, c, source, report)
	l.source = source
	return l, err
}

// MembersFrom returns the list with an open source from which the members of its groups are
// read.
func (l List) MembersFrom(source migrate.Source) List {
	l.source = source
	return l
}

func readGroups(ctx context.Context, c migrate.Connection, source migrate.Source,
	report migrate.Report,
) (List, error) {
	groups, err := source.Groups(ctx, report)
	if err == nil {
		err = migrate.CheckGroups(source.String(), groups)
	}
	if err != nil {
		return List{}, err
	}
	c.App = migrate.IdentityOf(source)
	l := List{From: c.WithoutSecret(), Source: source.String(), Groups: groups}
	if d, ok := source.(interface{ AtDashlane() bool }); ok {
		l.AtDashlane = d.AtDashlane()
	}
	if u, ok := source.(interface{ OneUser() bool }); ok {
		l.OneUser = u.OneUser()
	}
	if several, ok := source.(interface{ Counts() []int }); ok {
		l.counts = several.Counts()
	}
	if u, ok := source.(interface{ Uncertain() []string }); ok {
		l.Uncertain = u.Uncertain()
	}
	if n, ok := source.(migrate.Noter); ok {
		l.Notes = n.Notes()
	}
	return l, nil
}

// notesOf returns the notes of a side's list, each with the name of the side, for a list of the
// notes of both.
func (l List) notesOf(side migrate.Side) []string {
	all := make([]string, len(l.Notes))
	for i, note := range l.Notes {
		all[i] = SideTitle(side) + ": " + note
	}
	return all
}

// SideTitle returns the name of a side in lists: "AD" or "provisioned".
func SideTitle(side migrate.Side) string {
	if side == migrate.AD {
		return "AD"
	}
	return "provisioned"
}

// readBoth reads both sides at the same time. Secrets are found first, one after the other,
// so that a screen never shows two questions at once.
func (s *Service) readBoth(ctx context.Context, ad, provisioned Input, ask Prompter, show Progress) (adList,
	scimList List, err error,
) {
	if err := s.readOnce(ad, provisioned); err != nil {
		return List{}, List{}, err
	}
	adConnection, err := s.Connect(ctx, ad, ask, show)
	if err != nil {
		return List{}, List{}, err
	}
	scimConnection, err := s.Connect(ctx, provisioned, ask, show)
	if err != nil {
		return List{}, List{}, err
	}
	g, reading := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		adList, err = s.readOpen(reading, migrate.AD, adConnection, show)
		return err
	})
	g.Go(func() (err error) {
		scimList, err = s.readOpen(reading, migrate.SCIM, scimConnection, show)
		return err
	})
	err = g.Wait()
	return adList, scimList, err
}

// Inspect returns what the probe of a SCIM endpoint found, one line per check. For other
// sources, reading the list is enough.
func Inspect(ctx context.Context, c migrate.Connection) ([]string, error) {
	if !c.SpeaksSCIM() {
		return nil, nil
	}
	client, err := scim.Open(c)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	result := client.Probe(ctx, func(scim.Check) {})
	lines := []string{"looks like the path " + result.Path + ": " + result.Reason}
	for _, check := range result.Checks {
		lines = append(lines, fmt.Sprintf("%s: %s, %d ms. %s", check.Name, check.State, check.Took.Milliseconds(),
			check.Detail))
	}
	return lines, ctx.Err()
}
