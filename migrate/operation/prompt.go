package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/idp"
)

// Prompter asks a person. Each method ends when its context does. If one returns an error,
// the operation ends and changes nothing more.
type Prompter interface {
	// Secret asks for the password or the token of a connection.
	Secret(context.Context, migrate.Side, migrate.Connection) (migrate.Secret, error)
	// Approve shows what an operation is about to change, and asks whether to continue. The
	// proposal is a RenamePlan, an EnablePlan, a DisablePlan, an AssignPlan or a SyncWork.
	Approve(ctx context.Context, proposal any) (Approval, error)
	// MakeStep asks the admin to carry out a step that the program can't, and returns what
	// the admin said afterwards. why is the reason why the last check of the step failed; it
	// is empty at first.
	MakeStep(ctx context.Context, step idp.Step, why string) (said string, err error)
}

// Approval is what a person answered in addition to yes.
type Approval struct {
	// Work is the part of the proposed tasks that was chosen.
	Work adsync.Work
	// Typed are the words that confirm a risk.
	Typed string
}

// Progress shows what an operation is doing.
type Progress interface {
	// Report returns the receiver for the progress of a side, or nil to show none.
	Report(migrate.Side) migrate.Report
	// Note shows a message in addition to the result, which can be left out in a quiet mode.
	Note(text string)
	// Warn shows a message that is always shown.
	Warn(text string)
	// Happened shows something that has happened, such as the end of an interrupted run.
	Happened(text string)
	// SignIn shows what the admin must do to sign in.
	SignIn(text string)
	// Unverified shows that the certificate of a side's source is not verified.
	Unverified(side migrate.Side, source string)
}

// unattended is a Progress that shows nothing.
type unattended struct{}

func (unattended) Report(migrate.Side) migrate.Report { return nil }
func (unattended) Note(string)                        {}
func (unattended) Warn(string)                        {}
func (unattended) Happened(string)                    {}
func (unattended) SignIn(string)                      {}
func (unattended) Unverified(migrate.Side, string)    {}
