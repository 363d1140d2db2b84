package operation

import (
	"context"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
)

// Undoable is what can be undone: a run that renamed groups, or a decision about two groups.
type Undoable struct {
	Run      fix.Run
	Decision *MadeDecision
}

// Undoables lists what can be undone: the runs, then the decisions, each newest first. It is
// an error if there is nothing.
func (s *Service) Undoables(ctx context.Context) (all []Undoable, err error) {
	runs, err := s.renameRuns(ctx)
	if err != nil {
		return nil, err
	}
	made, err := s.madeDecisions()
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Backward(runs) {
		all = append(all, Undoable{Run: r})
	}
	for _, d := range slices.Backward(made) {
		all = append(all, Undoable{Decision: &d})
	}
	if len(all) == 0 {
		return nil, &migrate.Problem{
			What: "nothing to undo", Why: "no group was renamed and no pair was matched in this workspace",
		}
	}
	return all, nil
}
