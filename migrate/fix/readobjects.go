package fix

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
)

// objects are the objects that were read from the servers; nil for one that no longer exists.
type objects map[object]*migrate.Object

// maxReaders is the number of concurrent reads.
const maxReaders = 4

// ReadObjects reads the objects of the plan, so that Check knows permissions and where names come from. It skips sides
// without a target.
func (p *Plan) ReadObjects(ctx context.Context, targets Targets, report migrate.Report) error {
	var wanted []reading
	for _, f := range p.Fixes {
		if f.ID != "" && targets[f.Side] != nil {
			wanted = append(wanted, reading{f.Side, f.ID})
		}
	}
	read, err := readObjects(ctx, wanted, targets, report)
	if err != nil {
		return err
	}
	p.objects = read
	return nil
}

// reading identifies an object to read by the id from its source.
type reading struct {
	side migrate.Side
	id   string
}

// readObjects reads objects, each once.
func readObjects(ctx context.Context, asked []reading, targets Targets, report migrate.Report) (objects, error) {
	read := objects{}
	seen := map[object]bool{}
	var wanted []reading
	for _, r := range asked {
		if o := objectOf(r.side, r.id); !seen[o] {
			seen[o] = true
			wanted = append(wanted, r)
		}
	}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxReaders)
	for _, r := range wanted {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			found, err := targets[r.side].Read(ctx, r.id)
			gone := errors.Is(err, migrate.ErrGone)
			if err != nil && !gone {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			o := objectOf(r.side, r.id)
			read[o] = &found
			if gone {
				read[o] = nil
			}
			report.Send(migrate.Progress{Doing: "reading the groups to rename", Done: len(read), Total: len(wanted)})
			return nil
		})
	}
	return read, group.Wait()
}
