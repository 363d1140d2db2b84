package operation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/evidence"
	"ad2scim/migrate/migration"
)

// Compare reads both sides, pairs their groups, and records the comparison if a workspace was
// named or a migration has begun. The result's notes say what else to know.
func (s *Service) Compare(ctx context.Context, ad, provisioned Input, ask Prompter, show Progress) (*diff.Result,
	error,
) {
	at := time.Now().UTC() // what is read later may be older than a change
	adList, scimList, err := s.readBoth(ctx, ad, provisioned, ask, show)
	defer closeSource(adList.source)
	defer closeSource(scimList.source)
	if err != nil {
		return nil, err
	}
	state, err := s.State()
	if err != nil {
		return nil, err
	}
	keeps, saved := s.keepsComparisons(state), make(chan error, 1)
	go func() { // while they are compared: both only read the lists
		if !keeps {
			close(saved)
			return
		}
		saved <- s.saveLists(ctx, adList, scimList)
	}()
	result, err := Pair(ctx, state.Decisions, adList, scimList)
	notSaved := <-saved
	if err != nil {
		return nil, err
	}
	result.Notes = slices.Concat(result.Notes, adList.notesOf(migrate.AD), scimList.notesOf(migrate.SCIM))
	said := ""
	if keeps && notSaved == nil {
		_, said, notSaved = s.keep(result, adList, scimList, at)
	}
	if notSaved != nil {
		said = "the comparison wasn't saved in the workspace: " + notSaved.Error()
	}
	if said != "" {
		result.Notes = append(result.Notes, said)
	}
	return result, nil
}

// pair compares two lists, with a person's decisions about their groups.
func (s *Service) pair(ctx context.Context, ad, provisioned List) (*diff.Result, error) {
	decisions, err := s.Decisions()
	if err != nil {
		return nil, err
	}
	return Pair(ctx, decisions, ad, provisioned)
}

// Pair compares two lists, with a person's decisions about their groups.
func Pair(ctx context.Context, decisions []diff.Decision, ad, provisioned List) (*diff.Result, error) {
	options, witness := diff.Options{Decisions: decisions}, newWitness(ad, provisioned)
	if witness != nil {
		options.Members = func(ad, scim *migrate.Group) (same, known bool, err error) { return witness.ask(ctx, ad, scim) }
	}
	result, err := diff.Compare(ctx, ad.Groups, provisioned.Groups, options)
	if err != nil {
		return nil, err
	}
	if witness != nil {
		result.Notes = append(result.Notes, witness.notes()...)
	}
	result.ADSource, result.SCIMSource, result.OneUser = ad.Source, provisioned.Source, provisioned.OneUser
	result.Uncertain, result.ADSources = provisioned.Uncertain, sourcesOf(ad)
	return result, nil
}

// sourcesOf lists the sources of a list, each with its number of groups.
func sourcesOf(l List) []diff.ListSource {
	all := l.From.Sources()
	list := make([]diff.ListSource, len(all))
	for i, c := range all {
		list[i] = diff.ListSource{Source: c.String(), NameAttribute: c.NameAttribute, Base: c.Base, Filter: c.Filter}
		if c.SpeaksLDAP() {
			list[i].NameAttribute = cmp.Or(c.NameAttribute, "name")
		}
		if i < len(l.counts) {
			list[i].Groups = l.counts[i]
		}
	}
	if len(all) == 1 {
		list[0].Groups = len(l.Groups)
	}
	return list
}

// saveLists saves the lists of both sides in the workspace.
func (s *Service) saveLists(ctx context.Context, ad, provisioned List) error {
	return s.writeUntil(ctx, func(w *migration.Workspace) error {
		var both errgroup.Group
		both.Go(func() error { return saveList(ctx, w, migrate.AD, ad) })
		both.Go(func() error { return saveList(ctx, w, migrate.SCIM, provisioned) })
		return both.Wait()
	})
}

// keepsComparisons reports whether comparisons are saved: if a workspace was named, or a
// migration has begun.
func (s *Service) keepsComparisons(state migration.State) bool {
	return s.Dir != "" || state.Path != ""
}

// SaveComparison saves a comparison that a front end shows, if comparisons are saved. said is
// why it isn't saved or meets no requirement, or that it has fewer groups than the first one.
func (s *Service) SaveComparison(c ShownComparison) (said string, err error) {
	state, err := s.State()
	if err != nil || !s.keepsComparisons(state) {
		return "", err
	}
	_, said, err = s.record(c)
	return said, err
}

// keep saves a comparison of two lists that were read from a time on; see record.
func (s *Service) keep(result *diff.Result, ad, provisioned List, at time.Time) (migration.Rejection, string, error) {
	return s.record(ShownComparison{Result: result, About: about(ad, provisioned), At: at})
}

// record saves a comparison; see ShownComparison.record.
func (s *Service) record(c ShownComparison) (dropped migration.Rejection, said string, err error) {
	err = s.write(func(w *migration.Workspace) error {
		dropped, said, err = c.record(w)
		return err
	})
	return dropped, said, err
}

func saveList(ctx context.Context, w *migration.Workspace, side migrate.Side, l List) error {
	_, err := w.SaveSnapshot(ctx, side, l.From, l.Source, l.Groups, l.notesOf(side))
	return err
}

// about returns what a comparison of two lists is about.
func about(ad, provisioned List) evidence.About {
	return migration.About([]migrate.Connection{ad.From}, provisioned.From)
}
