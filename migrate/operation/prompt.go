package operation

import (
	"context"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/idp"
)

// Prompter asks a person. Each method ends when its context does, and an error of
// any of them ends the operation: nothing is changed from there on.
type Prompter interface {
	// Secret asks for the password or the token of a connection.
	Secret(context.Context, migrate.Side, migrate.Connection) (migrate.Secret, error)
	// Approve shows what an operation is about to change, and asks whether it may.
	// The proposal is a RenamePlan, an EnablePlan, a DisablePlan, an AssignPlan or
	// a SyncWork.
	Approve(ctx context.Context, proposal any) (Approval, error)
	// MakeStep hands the admin a step that the program cannot make, and returns what
	// the admin said once it is made. why is what the last check of it found
	// wanting; empty at first.
	MakeStep(ctx context.Context, step idp.Step, why string) (said string, err error)
}

// Approval is what a person answered beside yes.
type Approval struct {
	// Work is what was chosen of the tasks that were proposed.
	Work adsync.Work
	// Typed are the words that confirm a risk.
	Typed string
}

// Progress shows what an operation is doing.
type Progress interface {
	// Report returns the receiver of a side's progress; nil to leave it out.
	Report(migrate.Side) migrate.Report
	// Note shows something beside the result, which may be left out, and Warn something that
	// may not.
	Note(text string)
	Warn(text string)
	// Happened shows that something has happened, such as the end of a run that was cut off.
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
