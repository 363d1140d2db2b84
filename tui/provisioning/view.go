package provisioning

import (
	"fmt"
	"strings"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/page"
	"ad2scim/tui/theme"
)

// View draws the view.
func (e *Enabling) View() string {
	switch {
	case e.Mode == running:
		return e.runView()
	case e.Busy():
		p := e.newPage()
		p.Lines = append(p.Lines, "", e.Job.View(p.Width))
		if e.Job.Note != "" { // a sign-in code must be visible in full
			p.Say("", e.Job.Note, theme.Plain.Render)
		}
		return e.Draw("Turn on provisioning", p.Page, nil)
	}
	switch e.Mode {
	case entering:
		return e.askView()
	case planned:
		return e.planView()
	case undoing:
		return e.undoView()
	case finished:
		return e.endView()
	}
	return e.chooseView()
}

func (e *Enabling) newPage() text { return text{page.New(e.Width)} }

// appTitle names the app and the tenant.
func (e *Enabling) appTitle() string { return "“" + e.app.Name + "” at " + e.provider.String() }

func (e *Enabling) chooseView() string {
	if len(e.apps) == 0 {
		p := e.newPage()
		p.Blank()
		switch {
		case e.provider != nil:
			p.Say("", "No app at "+e.provider.String()+" looks like Dashlane's. Create it in the provider's console first.",
				theme.Plain.Render)
		case e.Job.Stopped:
			p.Say("", "The sign-in was stopped.", theme.Plain.Render)
		default:
			p.Say("", "ad2scim signs in with environment variables. Set them and start the app again, or do the steps in the provider's console and press a at each step to confirm it.", theme.Muted.Render)
		}
		return e.Draw("Turn on provisioning", p.Page, nil)
	}
	above := e.aboveApps()
	e.table.SetSize(e.Width, max(1, e.Height-len(above)))
	return layout.Box(strings.Join(above, "\n")+"\n"+e.table.View(e.appRow), e.Width, e.Height)
}

// minAppLines is the minimum number of lines for the list of apps.
const minAppLines = 4

// aboveApps draws the text above the list of apps: the error, and the rights that are missing.
func (e *Enabling) aboveApps() []string {
	p := e.newPage()
	if e.Err != nil {
		p.Problem(e.Err)
	}
	if lacks := e.session.Tenant(e.provider, e.missingRights).MissingRights(operation.UseEnable); lacks != "" {
		p.Say(theme.Warn.Render("! "), lacks, theme.Warn.Render)
	}
	p.Say("", "Which app is Dashlane's?", theme.Muted.Render)
	lines := []string{
		" " + theme.Strong.Render(layout.Safe("Turn on provisioning at "+e.provider.String())),
		layout.Rule(e.Width),
	}
	for _, l := range p.Lines[:max(0, min(len(p.Lines), e.Height-minAppLines-len(lines)-1))] {
		lines = append(lines, "  "+l)
	}
	return append(lines, "")
}

func (e *Enabling) appRow(i, width int, cursor bool) string {
	a := e.apps[i]
	bar, name := "  ", theme.Plain
	if cursor {
		bar, name = theme.Accent.Render("▌ "), theme.Cursor(theme.Title)
	}
	room := width / 3
	more := ""
	if a.Dashlane != "" {
		more = theme.Good.Render("★ suggested: " + layout.Safe(a.Dashlane))
	}
	if a.SCIM != "" {
		more += theme.Warn.Render("  ! " + layout.Safe(a.SCIM))
	}
	return layout.Fit(bar+name.Render(layout.Fit(layout.Safe(a.Name), room))+"  "+
		theme.Muted.Render(layout.Fit(layout.Safe(a.ID), 20))+"  "+strings.TrimLeft(more, " "), width)
}

func (e *Enabling) askView() string {
	p := e.newPage()
	p.Say("", "Nothing is changed yet. The plan comes first.", theme.Muted.Render)
	p.Say("", "The token is never shown, and never written to a file.", theme.Muted.Render)
	foot := e.form.Foot(e.Width)
	if e.session.Secrets != nil {
		word := "the token is kept in memory for this run only"
		if e.keyring {
			word = "the token is also kept in the system's keyring"
		}
		foot = append(foot, "    "+theme.Accent.Render("ctrl+k ")+theme.Muted.Render(word))
	}
	return e.Draw("Turn on provisioning: "+e.appTitle(), p.Page, foot)
}

func (e *Enabling) planView() string {
	p := e.newPage()
	wrong := e.plan.Wrong()
	if len(e.blockers) > 0 {
		p.locked(e.blockers)
	}
	p.interrupted(e.interrupted)
	p.endedRuns(e.waiting)
	for _, text := range e.warnings {
		p.Say(theme.Warn.Render("! "), text, theme.Warn.Render)
	}
	p.Say("", e.plan.Endpoint+", "+e.path.Title(), theme.Muted.Render)
	p.Say("", fmt.Sprintf("✎ %s, of %s. Before → after:", render.Count(e.plan.Changes(), "setting changes",
		"settings change"), render.Count(len(e.plan.Steps), "step", "steps")), theme.Plain.Render)
	p.Blank()
	for i, s := range e.plan.Steps {
		p.step(i+1, s)
	}
	title := "The plan: " + e.appTitle() + ". Nothing has been changed yet."
	if len(wrong) > 0 {
		return e.Draw(title, p.Page,
			[]string{"  " + theme.Bad.Render(layout.Clip("✗ This plan can't be applied: "+layout.Safe(wrong[0]), e.Width-4))})
	}
	question := fmt.Sprintf("Apply %s at %s?", render.Count(len(e.plan.Steps), "step", "steps"), e.provider)
	return e.Draw(title, p.Page, e.ask(question, len(e.blockers) > 0))
}

// ask draws a question and the form that answers it.
func (e *Enabling) ask(question string, override bool) []string {
	s, mark := theme.Strong, ""
	if override {
		s, mark = theme.Bad.Bold(true), "‼ OVERRIDE: groups can be lost. "
	}
	head := "  " + s.Render(layout.Clip(mark+layout.Safe(question), e.Width-4))
	return append([]string{head}, e.answer.Foot(e.Width)...)
}

func (e *Enabling) undoView() string {
	p := e.newPage()
	p.interrupted(e.interrupted)
	p.endedRuns(e.waiting)
	for _, w := range e.waiting {
		if !w.Ended {
			p.Say(theme.Bad.Render("! "), w.String()+": it can't continue after this undo", theme.Bad.Render)
		}
	}
	p.Say("", "Provisioning is paused first, then the earlier settings are restored from the journal:", theme.Muted.Render)
	p.Blank()
	for _, o := range e.applied {
		p.outcome(o)
	}
	return e.Draw("Turn provisioning off: "+e.appTitle(), p.Page,
		e.ask(fmt.Sprintf("Undo %s at %s?", render.Count(len(e.applied), "step", "steps"), e.provider), false))
}

func (e *Enabling) runView() string {
	p := e.newPage()
	if e.question != nil {
		p.Say("", e.question.step.Title, theme.Title.Render)
		p.Say("", "Do this in the provider's console:", theme.Muted.Render)
		p.guide(e.question.step)
		for _, s := range e.question.step.Settings {
			p.setting(s)
		}
		if e.question.why != "" {
			p.Blank()
			p.Say(theme.Bad.Render("✗ "), "checked, not done yet: "+e.question.why, theme.Bad.Render)
		}
		return e.Draw("Your step: "+e.appTitle(), p.Page, e.ask("Is this done?", false))
	}
	p.Lines = append(p.Lines, "", e.Job.View(p.Width))
	if e.Job.Note != "" {
		p.Say("", e.Job.Note, theme.Plain.Render)
	}
	p.Blank()
	if !e.undo {
		e.soFar(p)
	}
	p.Say("", "Each step is recorded in the journal before and after it is made. esc stops.", theme.Muted.Render)
	return e.Draw("In progress: "+e.appTitle(), p.Page, nil)
}

// soFar lists the steps of the plan and marks the current one.
func (e *Enabling) soFar(p text) {
	for i, s := range e.plan.Steps {
		mark, style := theme.Muted.Render("○ "), theme.Muted
		switch {
		case i < e.current:
			mark, style = theme.Good.Render("● "), theme.Plain
		case i == e.current:
			mark, style = theme.Accent.Render("▷ "), theme.Strong
		}
		p.Say(mark, s.Title, style.Render)
	}
	mark := theme.Muted.Render("○ ")
	if e.current == len(e.plan.Steps) {
		mark = theme.Accent.Render("▷ ")
	}
	p.Say(mark, "First cycle, until it ends", theme.Plain.Render)
	p.Blank()
}

func (e *Enabling) endView() string {
	p := e.newPage()
	var foot []string
	if e.asksNumber() {
		p.groupsToConfirm(e.number)
		foot = e.answer.Foot(e.Width)
	}
	if e.Stopped {
		p.Say(theme.Warn.Render("! "), "Stopped by you. Each step:", theme.Warn.Render)
		p.Blank()
	}
	for _, o := range e.report.Outcomes {
		if e.Err != nil && o.Why == e.Err.Error() { // it is shown above, with the app's advice
			o.Why = ""
		}
		p.outcome(o)
	}
	if e.report.Cycle != nil {
		p.cycle(*e.report.Cycle)
	}
	for _, n := range e.notes {
		p.Say(theme.Warn.Render("! "), n, theme.Plain.Render)
	}
	return e.Draw("Result: "+e.appTitle(), p.Page, foot)
}
