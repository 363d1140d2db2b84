package session

import (
	"context"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// Machines connects to the Windows hosts that may run AD sync. Its methods may block and are
// called only in commands.
type Machines interface {
	// Hosts returns the hosts without connecting to them.
	Hosts(operation.Targets) ([]operation.SyncHost, error)
	// Servers lists the servers in a directory.
	Servers(ctx context.Context, ad migrate.Connection, report migrate.Report) ([]migrate.Server, error)
	// Save writes a new file.
	Save(file string, content []byte) error
}

// EnterHostPassword keeps an account's password for AD sync's hosts in memory for this run.
func (s *Session) EnterHostPassword(account string, password migrate.Secret) {
	s.hostPasswords[strings.ToLower(account)] = password
}

// HostPassword is the password that was entered for this account.
func (s *Session) HostPassword(account string) migrate.Secret {
	return s.hostPasswords[strings.ToLower(account)]
}

// SyncService returns the operations on AD sync's hosts. The session must have Machines and a
// workspace.
func (s *Session) SyncService() *operation.Service {
	o := s.service()
	o.HostsOf = s.Machines.Hosts
	return o
}
