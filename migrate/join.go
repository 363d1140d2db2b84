package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Joined reads several sources, such as the domains of a forest, into one list. Every group names the source that
// it came from (Group.Source), and a rename is made there.
type Joined struct {
	parts []Source

	mu     sync.Mutex
	home   map[string]Source // by Group.ID
	notes  []string
	counts []int
}

var (
	_ Source       = (*Joined)(nil)
	_ MemberReader = (*Joined)(nil)
	_ Noter        = (*Joined)(nil)
	_ Renamer      = (*Joined)(nil)
	_ io.Closer    = (*Joined)(nil)
	_ Pinner       = (*Joined)(nil)
	_ ReadDelayer  = (*Joined)(nil)
)

// Join returns one source for all these sources. Closing it closes them.
func Join(parts ...Source) *Joined {
	return &Joined{parts: parts, home: map[string]Source{}}
}

// Sources returns the sources that were joined, in order.
func (j *Joined) Sources() []Source { return j.parts }

// String names all sources.
func (j *Joined) String() string {
	all := make([]string, len(j.parts))
	for i, p := range j.parts {
		all[i] = p.String()
	}
	return strings.Join(all, ", ")
}

// Has reports whether one of the sources has this name (Group.Source).
func (j *Joined) Has(source string) bool {
	return slices.ContainsFunc(j.parts, func(p Source) bool { return p.String() == source })
}

// Close closes every source that can be closed.
func (j *Joined) Close() error {
	var failed error
	for _, p := range j.parts {
		if c, ok := p.(io.Closer); ok {
			failed = errors.Join(failed, c.Close())
		}
	}
	return failed
}

// Groups reads all sources in parallel. If one fails, the whole call fails, because the list would be incomplete. A
// group that two sources have (the same domain twice, or a base inside another one) is listed once.
func (j *Joined) Groups(ctx context.Context, report Report) ([]Group, error) {
	lists := make([][]Group, len(j.parts))
	shared := newSharedProgress(report, len(j.parts))
	g, ctx := errgroup.WithContext(ctx)
	for i, part := range j.parts {
		g.Go(func() (err error) {
			lists[i], err = part.Groups(ctx, shared.part(i, part.String()))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return j.merge(lists), nil
}

func (j *Joined) merge(lists [][]Group) []Group {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.home, j.notes, j.counts = map[string]Source{}, nil, make([]int, len(lists))
	all := []Group{}
	for i, list := range lists {
		twice := 0
		for _, g := range list {
			if _, seen := j.home[g.ID]; seen && g.ID != "" {
				twice++
				continue
			}
			if g.ID != "" {
				j.home[g.ID] = j.parts[i]
			}
			g.Source = cmp.Or(g.Source, j.parts[i].String())
			all = append(all, g)
		}
		if n, ok := j.parts[i].(Noter); ok {
			for _, note := range n.Notes() {
				j.notes = append(j.notes, j.parts[i].String()+": "+note)
			}
		}
		if twice > 0 {
			j.notes = append(j.notes, fmt.Sprintf("%s: %d of its groups are in another source too; each counts once",
				j.parts[i].String(), twice))
		}
		j.counts[i] = len(list) - twice
	}
	return all
}

// Counts returns how many of the groups that were read came from each source.
func (j *Joined) Counts() []int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.counts)
}

// Notes returns the notes of every source, with the name of the source.
func (j *Joined) Notes() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.notes...)
}

// Read returns the current state of a group from its own source.
func (j *Joined) Read(ctx context.Context, id string) (object Object, err error) {
	err = j.at(ctx, id, "read the group", func(part Source) error {
		renamer, ok := part.(Renamer)
		if !ok {
			return cannot("read one group", part)
		}
		object, err = renamer.Read(ctx, id)
		return err
	})
	return object, err
}

// Rename makes the change at the source of the group.
func (j *Joined) Rename(ctx context.Context, c Change) (Object, error) {
	part, err := j.find(ctx, c.ID)
	if err != nil {
		return Object{}, err
	}
	renamer, ok := part.(Renamer)
	if !ok {
		return Object{}, cannot("rename a group", part)
	}
	return renamer.Rename(ctx, c)
}

// find returns the source that a group was read from, or, if it wasn't read yet, the one that knows its id.
func (j *Joined) find(ctx context.Context, id string) (part Source, err error) {
	err = j.at(ctx, id, "find the group", func(p Source) error {
		part = p
		j.mu.Lock()
		_, known := j.home[id]
		j.mu.Unlock()
		if renamer, ok := p.(Renamer); ok && !known {
			_, err = renamer.Read(ctx, id)
			return err
		}
		return nil
	})
	return part, err
}

// at calls work with the source of a group. If the source isn't known yet, it tries each one, and remembers the
// first that doesn't answer that the group doesn't exist.
func (j *Joined) at(_ context.Context, id, what string, work func(Source) error) error {
	j.mu.Lock()
	home, known := j.home[id]
	j.mu.Unlock()
	if known {
		return work(home)
	}
	err := error(&Problem{
		Class: Unreachable, What: "cannot " + what + " " + Quote(id), Why: ErrGone.Error(),
		Next: "read the list of groups again", Err: ErrGone,
	})
	for _, part := range j.parts {
		if err = work(part); !errors.Is(err, ErrGone) {
			if err == nil {
				j.mu.Lock()
				j.home[id] = part
				j.mu.Unlock()
			}
			return err
		}
	}
	return err
}

// Pin pins the source that this server belongs to, according to its Serves method.
func (j *Joined) Pin(server string) {
	for _, part := range j.parts {
		p, isPinner := part.(Pinner)
		if s, tells := part.(interface{ Serves(server string) bool }); isPinner && tells && s.Serves(server) {
			p.Pin(server)
		}
	}
}

// ReadDelay returns the longest ReadDelay of all sources.
func (j *Joined) ReadDelay() time.Duration {
	longest := time.Duration(0)
	for _, part := range j.parts {
		p, ok := part.(ReadDelayer)
		if !ok {
			return time.Minute
		}
		longest = max(longest, p.ReadDelay())
	}
	return longest
}

func cannot(what string, part Source) error {
	return &Problem{
		Class: BadInput, What: "cannot " + what + " in " + part.String(),
		Why: "it is a list that was read from a file", Next: "give the directory itself as the source",
	}
}

// sharedProgress adds up the progress of several sources.
type sharedProgress struct {
	report Report
	mu     sync.Mutex
	done   []Progress
}

func newSharedProgress(report Report, parts int) *sharedProgress {
	return &sharedProgress{report: report, done: make([]Progress, parts)}
}

func (s *sharedProgress) part(i int, name string) Report {
	return func(p Progress) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if p.Done > 0 || p.Total > 0 || p.Note == "" {
			s.done[i] = p
		}
		sum := Progress{Doing: p.Doing, Note: p.Note}
		if p.Note != "" {
			sum.Note = name + ": " + p.Note
		}
		for _, one := range s.done {
			sum.Done += one.Done
			sum.Total += one.Total
		}
		if sum.Total < sum.Done {
			sum.Total = 0 // not every source knows its total
		}
		s.report.Send(sum)
	}
}
