package fix

import (
	"context"
	"iter"
	"maps"
	"sync"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// Preview is a target that reads from a server but keeps renames to itself, so that objects are shown as they would
// be after them.
type Preview struct {
	Target
	mu      sync.Mutex
	side    migrate.Side
	changed map[string]migrate.Object // by migrate.Side.IDKey
	changes []migrate.Change
}

// DryRun returns a target that doesn't write to the server.
func DryRun(side migrate.Side, t Target) *Preview {
	return &Preview{Target: t, side: side, changed: map[string]migrate.Object{}}
}

// Read returns the object as it would be.
func (p *Preview) Read(ctx context.Context, id string) (migrate.Object, error) {
	p.mu.Lock()
	o, has := p.changed[p.side.IDKey(id)]
	p.mu.Unlock()
	if has {
		return o, nil
	}
	return p.Target.Read(ctx, id)
}

// Rename records the change, and returns the object as it would be.
func (p *Preview) Rename(ctx context.Context, c migrate.Change) (migrate.Object, error) {
	o, err := p.Read(ctx, c.ID)
	if err != nil {
		return o, err
	}
	if o.Names[c.Attribute] != c.Before {
		return o, migrate.ErrChanged
	}
	o.Names = maps.Clone(o.Names)
	o.Names[c.Attribute] = c.After
	if c.Attribute == migrate.CommonName {
		o.DN = renamed(o.DN, c.After)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed[p.side.IDKey(c.ID)] = o
	p.changes = append(p.changes, c)
	return o, nil
}

// Changes returns the recorded changes, in order.
func (p *Preview) Changes() []migrate.Change {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]migrate.Change(nil), p.changes...)
}

// Groups returns the list as it would be. name is the attribute that the names in the list come from.
func (p *Preview) Groups(list []migrate.Group, name migrate.Attribute) []migrate.Group {
	p.mu.Lock()
	defer p.mu.Unlock()
	then := append([]migrate.Group(nil), list...)
	for i, g := range then {
		if o, has := p.changed[p.side.IDKey(g.ID)]; has {
			then[i].Name, then[i].DN = o.Names[name], o.DN
		}
	}
	return then
}

// discardJournal is the journal of a dry run, which records nothing.
type discardJournal struct{}

func (discardJournal) Append(e store.Entry) (store.Entry, error) { return e, nil }
func (discardJournal) All() iter.Seq2[store.Entry, error] {
	return func(func(store.Entry, error) bool) {}
}
