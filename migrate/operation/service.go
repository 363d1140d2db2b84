package operation

import (
	"context"
	"io"
	"os/user"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
)

// Service runs the use cases of one migration.
type Service struct {
	// Dir is the folder of the workspace; empty for the default one.
	Dir string
	// Hold opens the workspace for writing, and Begin does so at the beginning of a run. If
	// they are nil, Dir is opened, and another process is waited for, for a few seconds.
	Hold, Begin func() (*migration.Workspace, error)
	// OpenSide opens a side that a front end has read; nil to use Open.
	OpenSide func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error)
	// HostsOf returns the named Windows hosts; nil for hosts on the network.
	HostsOf func(Targets) ([]adsync.Host, error)
	// Directory opens Active Directory.
	Directory func(context.Context, migrate.Connection) (Directory, error)
	// Keyring keeps secrets between runs; nil if there is none.
	Keyring Keyring
	// Stdin is standard input, for a source that is "-".
	Stdin io.Reader
}

// Directory is an open Active Directory.
type Directory interface {
	migrate.Source
	io.Closer
	// Servers lists the servers in the directory.
	Servers(context.Context, migrate.Report) ([]migrate.Server, error)
}

// Keyring keeps the secrets of connections in a safe place.
type Keyring interface {
	// Secret returns the secret of a connection, or a zero one if none is kept.
	Secret(context.Context, migrate.Connection) (migrate.Secret, error)
	Keep(context.Context, migrate.Connection, migrate.Secret) error
}

// Who returns the user of the program, for the record.
func Who() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// State returns the present state of the workspace.
func (s *Service) State() (migration.State, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	return w.State(), nil
}

// Decisions returns a person's decisions about pairs.
func (s *Service) Decisions() ([]diff.Decision, error) {
	state, err := s.State()
	return state.Decisions, err
}

// write opens the workspace, calls do, and closes it.
func (s *Service) write(do func(*migration.Workspace) error) error {
	return s.writeUntil(context.Background(), do)
}

// writeUntil is write, but waits for another process only until ctx is done.
func (s *Service) writeUntil(ctx context.Context, do func(*migration.Workspace) error) error {
	w, err := s.hold(ctx)
	if err != nil {
		return err
	}
	err = do(w)
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}

// syncMemory returns what the journal says about AD sync.
func (s *Service) syncMemory() (adsync.Memory, error) {
	w, err := migration.OpenReadOnly(s.Dir)
	if err != nil {
		return adsync.Memory{}, err
	}
	defer w.Close()
	return adsync.Remember(w.Journal())
}
