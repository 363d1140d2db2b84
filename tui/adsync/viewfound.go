package adsync

import (
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/layout"
	"ad2scim/tui/page"
	"ad2scim/tui/theme"
)

// foundView shows the scan's result. When verifying, the verdict comes first.
func (v *Syncing) foundView(p *page.Page) string {
	v.failedScan(p)
	for _, n := range v.notes {
		p.Say(theme.Warn.Render("! "), n, theme.Warn.Render)
	}
	drawResolved(p, v.scan.Recorded.Settled)
	if v.scan.Verdict != nil {
		drawVerdict(p, *v.scan.Verdict)
	}
	drawAssessment(p, v.scan.Recorded.Assessment)
	var foot []string
	switch {
	case v.offers.Stop && len(v.scan.Recorded.Assessment.Candidates) > 0:
		foot = []string{"  " + theme.Accent.Render("enter ") + theme.Muted.Render(
			"choose which tasks to disable. Nothing has been changed yet.")}
	case v.offers.Verify && v.scan.Verdict != nil && !v.scan.Verdict.IsCertain():
		foot = []string{"  " + theme.Muted.Render(v.stepAfterwards())}
	}
	return v.Draw(titles[v.job]+": result", p, foot)
}

// stepAfterwards says what a verdict that isn't certain means for the step.
func (v *Syncing) stepAfterwards() string {
	if playbook.Done(v.session.Steps, playbook.StepScriptStopped) {
		return "The step is already done, and this result doesn't change that."
	}
	return "The step stays open until this is certain. Scan again then."
}

func drawResolved(p *page.Page, all []operation.SyncSettled) {
	for _, s := range all {
		p.Say(theme.Warn.Render("! "), render.LocalTimes(s.String()), theme.Warn.Render)
	}
}

func drawVerdict(p *page.Page, v operation.SyncVerdict) {
	sign := map[operation.SyncCertainty]string{
		operation.SyncStopped:       theme.Good.Render("● "),
		operation.SyncLikelyStopped: theme.Warn.Render("◐ "), operation.SyncNotStopped: theme.Bad.Render("✗ "),
	}[v.Certainty]
	p.Say(sign, render.LocalTimes(v.Sentence()), theme.Strong.Render)
	for _, r := range v.Reasons {
		p.Say("  · ", render.LocalTimes(r), theme.Plain.Render)
	}
	p.Blank()
}

// drawAssessment lists what the scan found and which hosts it couldn't scan.
func drawAssessment(p *page.Page, f operation.SyncAssessment) {
	p.Say("", fmt.Sprintf("Script: %s; %s on %s", f.Script, render.Count(len(f.Candidates), "candidate", "candidates"),
		render.Count(len(f.Hosts), "host", "hosts")), theme.Strong.Render)
	for _, h := range f.Hosts {
		for _, n := range h.Notes() {
			p.Say(theme.Bad.Render("✗ "), "not scanned: "+render.LocalTimes(n), theme.Bad.Render)
		}
		for _, n := range h.Remarks(time.Now()) {
			p.Say(theme.Warn.Render("! "), render.LocalTimes(n), theme.Warn.Render)
		}
	}
	for _, c := range f.Candidates {
		p.Blank()
		drawCandidate(p, c)
	}
}

func drawCandidate(p *page.Page, c operation.SyncCandidate) {
	sign := theme.Good.Render("○ ")
	if c.Active || c.Armed {
		sign = theme.Warn.Render("▶ ")
	}
	p.Say(sign, fmt.Sprintf("%s %s on %s", c.Kind, c.Name, c.Host), theme.Title.Render)
	p.Say("  ", fmt.Sprintf("%s; %s to be AD sync, score %d", c.Standing(), c.Confidence, c.Score), theme.Strong.Render)
	for _, w := range c.Why() {
		p.Say("  because      ", render.LocalTimes(w), theme.Plain.Render)
	}
	for _, f := range c.Facts() {
		p.Say(fmt.Sprintf("  %-12s ", f[0]), render.LocalTimes(f[1]), theme.Muted.Render)
	}
}

// planView lists the tasks to choose from.
func (v *Syncing) planView(p *page.Page) string {
	all := v.choices()
	for i, c := range all {
		says := c.Says
		if c.Possible {
			says += " (possibly AD sync)"
		}
		if c.ByHand {
			says += " (run the script yourself: known only from a result file)"
		}
		v.choice(p, i, v.picked[c.TaskKey], says)
	}
	if v.offersEnd() {
		v.choice(p, len(all), v.endInstances, "also end running instances")
	}
	for _, k := range v.all.Already {
		p.Say("      ", k.Path+" on "+k.Host+": already "+
			map[bool]string{true: "enabled", false: "disabled"}[v.resuming()], theme.Muted.Render)
	}
	if len(all) == 0 {
		p.Say("", "Nothing to do.", theme.Strong.Render)
	}
	for _, l := range v.scan.Scans {
		if l.Err != nil {
			p.Say(theme.Bad.Render("✗ "), l.Err.Error(), theme.Bad.Render)
		}
	}
	var foot []string
	switch {
	case len(all) == 0:
	case v.canWrite():
		foot = append(foot, "  "+theme.Accent.Render("w ")+theme.Muted.Render(
			layout.Clip(exportHint(len(v.manualScripts())), v.Width-6)))
	case v.selectedWork().Tasks() == 0:
		foot = append(foot, "  "+theme.Accent.Render("space ")+theme.Muted.Render("select a task: none is selected yet"))
	}
	if v.consent.NeedsReason() {
		for _, l := range layout.Wrap("‼ SCIM is on, and both together can delete groups: "+
			layout.Safe(strings.Join(v.consent.SCIMOn, ", ")), v.Width-4) {
			foot = append(foot, "  "+theme.Bad.Render(l))
		}
	}
	title := "Which tasks do you want to disable? Nothing has been changed yet."
	if v.resuming() {
		title = "Resume AD sync: which tasks do you want to enable? Nothing has been changed yet."
	}
	return v.Draw(title, p, foot)
}

// exportHint says what the exported scripts are for.
func exportHint(scripts int) string {
	if scripts > 1 {
		return "export " + render.Number(scripts) + " scripts, one per host, for tasks that you change yourself: " +
			"run each there, then enter the result files"
	}
	return "export a script for tasks that you change yourself: run it there, then enter its result file"
}

// choice draws a line with a check box.
func (v *Syncing) choice(p *page.Page, i int, on bool, says string) {
	if i == v.cursor {
		p.Cursor(theme.Accent.Render("▌ ")+box(on), says, theme.Title.Render)
		return
	}
	p.Say("  "+box(on), says, theme.Plain.Render)
}

func (v *Syncing) confirmView(p *page.Page) string {
	if v.consent.NeedsReason() {
		p.Say(theme.Bad.Render("‼ "), "SCIM is on ("+strings.Join(v.consent.SCIMOn, ", ")+
			"), and AD sync and SCIM together can delete sharing groups. Turn SCIM off first, at the identity provider and at Dashlane, and undo those steps in Migrate.", theme.Bad.Render)
		p.Blank()
	}
	for _, part := range v.selectedWork().Parts {
		for _, t := range part.Intent.Tasks {
			p.Say("✎ ", part.Intent.Says(t), theme.Plain.Render)
		}
	}
	var foot []string
	title := "Enable these tasks? Each runs at its next scheduled time; none is started now."
	if !v.resuming() {
		title = "Disable these tasks?"
		for _, l := range layout.Wrap("! "+v.consent.Risk, v.Width-4) {
			foot = append(foot, "  "+theme.Bad.Render(l))
		}
	}
	return v.Draw(title, p, append(foot, v.answer.Foot(v.Width)...))
}

// endView shows the result of the work and the scan after it.
func (v *Syncing) endView(p *page.Page) string {
	o := v.outcome
	if v.Stopped {
		p.Say(theme.Warn.Render("! "), "Stopped by you. Result so far:", theme.Warn.Render)
	} else if o.Failed != nil {
		p.Problem(o.Failed)
	}
	if v.Err == nil && len(o.Changes) == 0 && o.Failed == nil {
		p.Say("", "No changes were needed.", theme.Plain.Render)
	}
	for _, c := range o.Changes {
		for _, t := range c.Tasks {
			sign := theme.Good.Render("● ")
			if !t.Done {
				sign = theme.Bad.Render("✗ ")
			}
			p.Say(sign, t.Path+" on "+c.Host+": "+t.String(), theme.Plain.Render)
			if t.Why != "" {
				p.Say("  ", t.Why, theme.Muted.Render)
			}
		}
	}
	for _, n := range v.notes {
		p.Say(theme.Warn.Render("! "), n, theme.Warn.Render)
	}
	drawResolved(p, o.Recorded.Settled)
	if !v.resuming() {
		for _, c := range o.Recorded.Assessment.Awake() {
			p.Say(theme.Bad.Render("✗ "), "still active: the "+c.Kind+" "+c.Name+" on "+c.Host+" ("+c.Standing()+")",
				theme.Bad.Render)
		}
	}
	if v.Err == nil && len(o.Recorded.Assessment.Hosts) > 0 {
		p.Blank()
		p.Say("", "Scanned again:", theme.Muted.Render)
		drawAssessment(p, o.Recorded.Assessment)
	}
	if o.Rescan != nil {
		p.Problem(o.Rescan)
	}
	title := "Result: disabled tasks"
	if v.resuming() {
		title = "Result: enabled tasks"
	}
	return v.Draw(title, p, nil)
}
