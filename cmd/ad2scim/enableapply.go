package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
)

// terminal returns a console that asks the admin to approve changes at the provider and to do
// the steps that have no API.
func (o *enableFlags) terminal() *console {
	c := o.global.console()
	c.approve = func(ctx context.Context, proposal any) (operation.Approval, error) {
		return operation.Approval{}, o.approve(ctx, proposal)
	}
	c.guide = o.makeStep
	return c
}

// approve shows the plan and asks for consent.
func (o *enableFlags) approve(ctx context.Context, proposal any) error {
	var show func(io.Writer) error
	var question string
	switch p := proposal.(type) {
	case operation.EnablePlan:
		show, question = p.WriteTable, "Carry out "+render.Count(len(p.Steps), "step", "steps")+" at "+p.Tenant+"?"
	case operation.DisablePlan:
		for _, run := range p.Waiting {
			o.global.warn("note: " + run.String() + ": it can't continue after you undo these steps")
		}
		show, question = p.WriteTable, "Undo "+render.Count(len(p.Made), "step", "steps")+" at "+p.Tenant+"?"
	case operation.TryPlan:
		show, question = p.WriteTable, "Make this trial at "+p.Tenant+"?"
	case operation.AssignPlan:
		who := render.Count(p.ToAdd(), "group", "groups")
		if p.OfUsers() {
			who = render.Count(p.ToAdd(), "user", "users")
		}
		show, question = p.WriteTable, "Assign "+who+" to the app at "+p.Tenant+"?"
	}
	if err := show(o.global.beforeResult(o.format)); err != nil {
		return err
	}
	typed := o.answer
	if _, err := strconv.Atoi(typed); err == nil {
		typed = "" // the number confirms groups without a match, at the start
	}
	return o.global.confirm(ctx, question, o.yes, typed)
}

// makeStep shows a step that the admin does, and waits until it is confirmed.
func (o *enableFlags) makeStep(ctx context.Context, step operation.ProviderStep, why string) (string, error) {
	for _, line := range operation.StepGuide(step) {
		fmt.Fprintln(o.global.err, line)
	}
	if why != "" {
		o.global.warn("note: " + why)
	}
	if i := slices.Index(o.attest, string(step.ID)); i >= 0 {
		o.attest = slices.Delete(o.attest, i, i+1) // counts once: if the step then proves not done, the run stops
		return operation.Who() + " gave --attest " + string(step.ID), nil
	}
	if err := o.global.confirm(ctx, "Have you done this step?", false, ""); err != nil {
		if errors.Is(err, context.Canceled) {
			return "", err
		}
		return "", &migrate.Problem{
			Class: migrate.Partial, What: "you have to do the step " + migrate.Quote(step.Title) + " yourself", Why: why,
			Next: "do it in the provider's console, then run this again with --attest " + string(step.ID), Err: err,
		}
	}
	return operation.Confirmed(), nil
}

// finish shows the result, and then returns the error of the work.
func (o *enableFlags) finish(c *console, result operation.EnableResult, failed error) error {
	c.line.end()
	if len(result.Outcomes) == 0 && failed != nil {
		return failed
	}
	c.note(result.Notes...)
	for _, text := range result.ByHand {
		fmt.Fprintln(o.global.err, "  - "+text)
	}
	err := o.global.result(o.format, result.Report, result.WriteTable)
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case result.CycleProblem() != "":
		c.note(result.CycleProblem())
		return errFindings
	}
	return nil
}
