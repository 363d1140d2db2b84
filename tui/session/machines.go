package session

import (
	"context"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// Machines reaches the Windows machines on which AD sync may be. Its methods may
// wait, and are called in commands alone.
type Machines interface {
	// Hosts returns the machines; nothing is sent yet.
	Hosts(operation.Targets) ([]operation.SyncHost, error)
	// Servers lists the machines that a directory knows.
	Servers(ctx context.Context, ad migrate.Connection, report migrate.Report) ([]migrate.Server, error)
	// Save writes a file that is not there yet.
	Save(file string, content []byte) error
}

// EnterHostPassword keeps the password of an account for AD sync's machines, for
// this run and in memory alone.
func (s *Session) EnterHostPassword(account string, password migrate.Secret) {
	s.hostPasswords[strings.ToLower(account)] = password
}

// HostPassword is the password that was entered for this very account.
func (s *Session) HostPassword(account string) migrate.Secret {
	return s.hostPasswords[strings.ToLower(account)]
}

// SyncService runs the operations on the hosts of AD sync, in a session that has Machines
// and a workspace.
func (s *Session) SyncService() *operation.Service {
	o := s.service()
	o.HostsOf = s.Machines.Hosts
	return o
}
