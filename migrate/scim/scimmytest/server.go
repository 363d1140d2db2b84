package scimmytest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"ad2scim/migrate"
)

// Server is a running provider. Its methods change data directly, without the client, and panic after Stop.
type Server struct {
	URL    string // http://127.0.0.1:port/scim/2.0
	Token  string
	CAFile string // PEM; only with Options.TLS

	process *process
	index   int    // index in the process
	folder  string // of CAFile
}

// Run starts a provider that runs until Stop, or until this process ends.
func Run(ctx context.Context, o Options, groups ...Group) (_ *Server, err error) {
	o.PageSize, o.Token = cmp.Or(o.PageSize, 200), cmp.Or(o.Token, uuid.NewString())
	s := &Server{Token: o.Token}
	scheme, pair := "http", (*keyPair)(nil)
	if o.TLS {
		if s.folder, err = os.MkdirTemp("", "scimmy"); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				os.RemoveAll(s.folder)
			}
		}()
		scheme, s.CAFile = "https", filepath.Join(s.folder, "ca.pem")
		if pair, err = certificate(s.CAFile); err != nil {
			return nil, err
		}
	}
	if s.process, err = processOf(ctx, character{o.PageSize, o.ETag, o.NoPatch, o.NoGroups, o.NoUsers}); err != nil {
		return nil, err
	}
	var up struct{ Index, Port int }
	if err := s.process.command(startCommand(o, groups, pair), &up); err != nil {
		return nil, err
	}
	s.index, s.URL = up.Index, fmt.Sprintf("%s://127.0.0.1:%d/scim/2.0", scheme, up.Port)
	return s, nil
}

// Stop ends the provider and cuts its connections. A second Stop does nothing.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	// If Node has ended, the provider has too.
	_ = s.process.command(map[string]any{"command": "stop", "index": s.index}, nil)
	s.process = nil
	if s.folder != "" {
		os.RemoveAll(s.folder)
	}
}

// Connection returns how to connect to the provider, with the token.
func (s *Server) Connection() migrate.Connection {
	return migrate.Connection{Location: s.URL, CAFile: s.CAFile, Secret: migrate.NewSecret(s.Token)}
}

// Groups returns the current groups of the provider, in its order.
func (s *Server) Groups() []Group {
	var wired []wireGroup
	s.command(map[string]any{"command": "groups"}, &wired)
	groups := make([]Group, len(wired))
	for i, w := range wired {
		groups[i] = fromWire(w)
	}
	return groups
}

// Name returns the displayName of a group, or "" if there is no such group.
func (s *Server) Name(id string) string {
	for _, g := range s.Groups() {
		if g.ID == id {
			return g.Name
		}
	}
	return ""
}

// Rename changes a name as another client would.
func (s *Server) Rename(id, name string) {
	g := toWire(Group{ID: id, Name: name})
	s.command(map[string]any{"command": "rename", "id": id, "name": g.DisplayName}, nil)
}

// Remove deletes a group as another client would.
func (s *Server) Remove(id string) {
	s.command(map[string]any{"command": "remove", "id": id}, nil)
}

// Add creates a group as another client would, and returns it.
func (s *Server) Add(g Group) Group {
	var made wireGroup
	s.command(map[string]any{"command": "add", "group": toWire(g)}, &made)
	return fromWire(made)
}

// Fault adds a fault, and returns a function that returns how often it occurred.
func (s *Server) Fault(f Fault) (hits func() int) {
	var index int
	s.command(map[string]any{"command": "fault", "fault": f}, &index)
	return func() (n int) {
		s.command(map[string]any{"command": "hits", "index": index}, &n)
		return n
	}
}

// Heal removes all faults.
func (s *Server) Heal() { s.command(map[string]any{"command": "heal"}, nil) }

// Requests returns the requests that reached the provider, in order: everything except GET, or everything with
// Options.RecordReads.
func (s *Server) Requests() []Request {
	var list []Request
	s.command(map[string]any{"command": "requests"}, &list)
	return list
}

func (s *Server) command(command map[string]any, result any) {
	command["provider"] = s.index
	if err := s.process.command(command, result); err != nil {
		panic(fmt.Sprintf("scimmytest: %v: %v", command["command"], err))
	}
}
