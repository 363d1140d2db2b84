package provisioning

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/flow"
	"ad2scim/tui/form"
	"ad2scim/tui/session"
)

// question is a step that the admin does. answer is closed when it is done.
type question struct {
	step   operation.ProviderStep
	why    string // why the last check of the step failed
	answer chan struct{}
}

// asked is the message with a step for the admin.
type asked struct {
	seq      int
	question question
}

// apply applies the shown plan, or undoes the recorded steps.
func (e *Enabling) apply(undo bool) tea.Cmd {
	s, tenant, plan, doing := e.session, e.session.Tenant(e.provider, e.missingRights), e.plan, "applying the plan"
	request := operation.EnableRequest{
		App: e.app, Config: e.target, FollowFor: operation.DefaultFollow,
		Every: e.pollInterval,
	}
	ad := s.AD.Connection
	request.AD = &ad
	request.Force, _ = e.answer.Answers()
	request.Typed = e.typedNumber
	if undo {
		doing = "undoing the steps"
	}
	questions := make(chan question)
	e.questions, e.undo, e.question, e.current = questions, undo, nil, 0
	e.Show(running)
	work := flow.Write(&e.Frame, s, doing, func(ctx context.Context, show session.Reporter) (result operation.EnableResult,
		err error,
	) {
		defer close(questions)
		if undo {
			result, err = tenant.TakeBack(ctx, request.App, nil, show)
		} else {
			result, err = tenant.CarryOut(ctx, plan, request, prompter(questions), show)
		}
		for _, text := range result.ByHand {
			result.Notes = append(result.Notes, "undo this yourself: "+text)
		}
		return result, err
	})
	return tea.Batch(work, e.nextQuestion())
}

// nextQuestion waits for the next step for the admin.
func (e *Enabling) nextQuestion() tea.Cmd {
	seq, questions := e.Job.Seq(), e.questions
	return func() tea.Msg {
		if q, more := <-questions; more {
			return asked{seq, q}
		}
		return nil
	}
}

// prompter passes the admin's steps to the view and waits until they are confirmed.
type prompter chan<- question

// MakeStep asks the admin to do a step.
func (p prompter) MakeStep(ctx context.Context, step operation.ProviderStep, why string) (string, error) {
	q := question{step, why, make(chan struct{})}
	select {
	case p <- q:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case <-q.answer:
		return operation.Confirmed(), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Secret and Approve do nothing: the view has already asked for the token and the approval.
func (prompter) Secret(context.Context, migrate.Side, migrate.Connection) (migrate.Secret, error) {
	return migrate.Secret{}, nil
}

func (prompter) Approve(context.Context, any) (operation.Approval, error) {
	return operation.Approval{}, nil
}

// advanced records the progress. The first cycle is reported after all steps.
func (e *Enabling) advanced(a flow.Advance) tea.Cmd {
	more, mine := e.Advance(a)
	if p := a.Progress; mine && e.Mode == running && e.plan != nil {
		e.current = len(e.plan.Steps)
		if i := p.Done; i < len(e.plan.Steps) && p.Total == len(e.plan.Steps) && e.plan.Steps[i].Title == p.Doing {
			e.current = i
		}
	}
	return more
}

func (e *Enabling) showResult(m flow.Ended[operation.EnableResult]) tea.Cmd {
	if !flow.End(&e.Frame, m) {
		return nil
	}
	e.report, e.notes, e.question = m.Result.Report, m.Result.Notes, nil
	e.Show(finished)
	if e.number, e.needsNumber = migrate.NumberToConfirm(e.Err); e.needsNumber {
		e.answer = form.New(form.Number(e.number.Number))
	}
	return e.session.Reload()
}
