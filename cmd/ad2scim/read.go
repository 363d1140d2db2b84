package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
)

// list is what one side holds.
type list struct {
	source string
	groups []migrate.Group
	notes  []string
}

// readBoth reads both sides at the same time. Secrets are found first, one
// after the other, so that two questions never meet on the screen.
func readBoth(ctx context.Context, ad, scim *sourceFlags, remembered memory, quiet bool) (adList, scimList list, err error) {
	adConnection, err := connect(ctx, ad, remembered)
	if err != nil {
		return list{}, list{}, err
	}
	scimConnection, err := connect(ctx, scim, remembered)
	if err != nil {
		return list{}, list{}, err
	}
	progress := newProgress(quiet)
	defer progress.clear()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		adList, err = readOne(ctx, migrate.AD, adConnection, progress)
		return err
	})
	g.Go(func() (err error) {
		scimList, err = readOne(ctx, migrate.SCIM, scimConnection, progress)
		return err
	})
	return adList, scimList, g.Wait()
}

// connect checks one side's flags and finds its secret.
func connect(ctx context.Context, s *sourceFlags, remembered memory) (migrate.Connection, error) {
	c, err := s.resolve(remembered)
	if err != nil {
		return c, err
	}
	warnInsecure(s.side, c)
	c.Secret, err = findSecret(ctx, s.side, c, s.secretFile)
	return c, err
}

func readOne(ctx context.Context, side migrate.Side, c migrate.Connection, progress *progressLine) (list, error) {
	source, err := openSource(ctx, side, c)
	if err != nil {
		return list{}, err
	}
	defer closeSource(source)
	groups, err := source.Groups(ctx, progress.of(side))
	if err != nil {
		return list{}, err
	}
	return list{source: source.String(), groups: groups, notes: notesOf(side, source)}, nil
}

// notesOf is what a source has to say of the list that it read last.
func notesOf(side migrate.Side, source migrate.Source) []string {
	var notes []string
	if n, ok := source.(migrate.Noter); ok {
		for _, note := range n.Notes() {
			notes = append(notes, sideTitle[side]+": "+note)
		}
	}
	return notes
}

// printNotes shows what the sources have to say beside the result.
func printNotes(notes []string) {
	for _, n := range notes {
		fmt.Fprintln(os.Stderr, "note: "+oneLine(n))
	}
}
