package operation

import (
	"cmp"
	"context"
	"errors"
	"iter"

	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/enable"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
)

// heldWorkspace locks the workspace for a run, and is the run's journal. While the admin
// carries out a step, which may take hours, it releases the lock, so that others can write.
type heldWorkspace struct {
	w    *migration.Workspace // nil while the lock is released
	hold func() (*migration.Workspace, error)
	// may returns an error if the run can't continue with the present state of the workspace.
	may func(*migration.Workspace) error
}

var errLetGo = errors.New("the workspace is not held")

// Append writes to the journal.
func (k *heldWorkspace) Append(e store.Entry) (store.Entry, error) {
	if k.w == nil {
		return e, errLetGo
	}
	return k.w.Journal().Append(e)
}

// All reads the journal.
func (k *heldWorkspace) All() iter.Seq2[store.Entry, error] {
	if k.w == nil {
		return func(yield func(store.Entry, error) bool) { yield(store.Entry{}, errLetGo) }
	}
	return k.w.Journal().All()
}

// Close releases the lock for good.
func (k *heldWorkspace) Close() error {
	if k.w == nil {
		return nil
	}
	w := k.w
	k.w = nil
	return w.Close()
}

type guideFunc = func(ctx context.Context, step idp.Step, why string) (said string, err error)

// without releases the lock while ask runs. The journal says so during that time, because two
// runs at once would undo each other's work. A run that was stopped locks the workspace again
// too, to record how far it came.
func (k *heldWorkspace) without(ask guideFunc, e *enable.Engine) guideFunc {
	return func(ctx context.Context, step idp.Step, why string) (string, error) {
		wait, err := e.Wait(step)
		if err != nil {
			return "", err
		}
		if err := k.Close(); err != nil {
			return "", err
		}
		said, failed := ask(ctx, step, why)
		if k.w, err = k.hold(); err != nil {
			return "", errors.Join(failed, err)
		}
		if err := e.ResumeWait(wait); failed != nil || err != nil {
			return "", cmp.Or(failed, err)
		}
		return said, k.may(k.w)
	}
}
