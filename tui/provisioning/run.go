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

// question is a step that the admin makes; answer is closed once it is made.
type question struct {
	step   operation.ProviderStep
	why    string // what the last check of it found wanting
	answer chan struct{}
}

// asked is the message that a step is the admin's.
type asked struct {
	seq      int
	question question
}

// carryOut makes the steps of the plan that is shown, or takes back what is.
func (e *Enabling) carryOut(back bool) tea.Cmd {
	s, tenant, plan, doing := e.session, e.session.Tenant(e.provider, e.lacks), e.plan, "applying the plan"
	request := operation.EnableRequest{App: e.app, Config: e.want, FollowFor: operation.DefaultFollow, Every: e.every}
	ad := s.AD.Connection
	request.AD = &ad
	request.Force, _ = e.answer.Given()
	request.Typed = e.typed
	if back {
		doing = "undoing the steps"
	}
	questions := make(chan question)
	e.questions, e.back, e.open, e.reached = questions, back, nil, 0
	e.Show(running)
	work := flow.Write(&e.Frame, s, doing, func(ctx context.Context, show session.Shown) (result operation.EnableResult,
		err error,
	) {
		defer close(questions)
		if back {
			result, err = tenant.TakeBack(ctx, request.App, nil, show)
		} else {
			result, err = tenant.CarryOut(ctx, plan, request, prompter(questions), show)
		}
		for _, text := range result.ByHand {
			result.Notes = append(result.Notes, "undo this yourself: "+text)
		}
		return result, err
	})
	return tea.Batch(work, e.hear())
}

// hear waits for the next step that is the admin's.
func (e *Enabling) hear() tea.Cmd {
	seq, questions := e.Job.Seq(), e.questions
	return func() tea.Msg {
		if q, more := <-questions; more {
			return asked{seq, q}
		}
		return nil
	}
}

// prompter hands the steps that are the admin's to the view, and waits for the word.
type prompter chan<- question

// MakeStep hands a step to the admin.
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

// Secret and Approve are not asked: the view has the token and the plan's approval.
func (prompter) Secret(context.Context, migrate.Side, migrate.Connection) (migrate.Secret, error) {
	return migrate.Secret{}, nil
}

func (prompter) Approve(context.Context, any) (operation.Approval, error) {
	return operation.Approval{}, nil
}

// advanced takes note of how far the work is. The cycle is told of once every
// step is made.
func (e *Enabling) advanced(a flow.Advance) tea.Cmd {
	more, mine := e.Advance(a)
	if p := a.Progress; mine && e.Mode == running && e.plan != nil {
		e.reached = len(e.plan.Steps)
		if i := p.Done; i < len(e.plan.Steps) && p.Total == len(e.plan.Steps) && e.plan.Steps[i].Title == p.Doing {
			e.reached = i
		}
	}
	return more
}

func (e *Enabling) ended(m flow.Ended[operation.EnableResult]) tea.Cmd {
	if !flow.End(&e.Frame, m) {
		return nil
	}
	e.report, e.notes, e.open = m.Result.Report, m.Result.Notes, nil
	e.Show(finished)
	if e.number, e.asks = migrate.NumberToConfirm(e.Err); e.asks {
		e.answer = form.New(form.Number(e.number.Number))
	}
	return e.session.Reload()
}
