package migration

import (
	"errors"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/form"
	"ad2scim/tui/problem"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// typedWords is the field for the confirmation of a step that can't be undone.
func typedWords(c *playbook.Confirm) *field {
	return newField("Type: "+c.Type, "", func(s string) string {
		if c.Accepts(s) {
			return ""
		}
		return "type " + c.Type + ", exactly"
	})
}

func heading(what string, s playbook.Step) string {
	return fmt.Sprintf("%s step %d: %s", what, s.Number, s.Title)
}

// askConfirm asks the admin to confirm the step's statement, or says why the step is locked.
func (m *Migration) askConfirm(v playbook.StepView) tea.Cmd {
	if v.Locked() {
		return m.open(m.lockedDialog(v))
	}
	d := &dialog{
		title: heading("Confirm", v.Step), action: "confirm",
		text: []paragraph{{text: "Recorded as confirmed by you, not verified:"}, {}, {sign: "“ ", text: v.Step.Attest}},
	}
	typed := d.addTyping(v)
	d.run = func(*dialog) tea.Cmd {
		return m.save(v, playbook.StepUpdate{Saw: v.Step.Attest, Typed: typed()}, operation.Confirm)
	}
	return m.open(d)
}

// addTyping adds the field for the step's confirmation, if it needs one, and returns how to
// read it.
func (d *dialog) addTyping(v playbook.StepView) func() string {
	if !v.NeedsTyping() {
		return func() string { return "" }
	}
	f := typedWords(v.Step.Confirm)
	f.why = paragraph{sign: "! ", text: v.Step.Confirm.Why, isProblem: true}
	d.fields = append(d.fields, f)
	return func() string { return f.Input.Value() }
}

func (m *Migration) lockedDialog(v playbook.StepView) *dialog {
	return &dialog{title: heading("Locked:", v.Step), text: append(m.blockers(v), paragraph{},
		paragraph{text: "Unlocks when this is done. Press ! to override it with a reason, which goes into the report."})}
}

func (m *Migration) blockers(v playbook.StepView) []paragraph {
	var out []paragraph
	for _, b := range v.Blockers {
		out = append(out, paragraph{sign: "✗ ", text: b.What, isProblem: true})
		if b.Why != "" {
			out = append(out, paragraph{sign: "  ", text: b.Why})
		}
		out = append(out, paragraph{sign: "→ ", text: m.remedy(b)})
	}
	if found := v.Refuted(); found != "" {
		out = append(out, paragraph{sign: "✗ ", text: "the check failed: " + found, isProblem: true},
			paragraph{sign: "→ ", text: m.checkAgain(v)})
	}
	return out
}

// checkAgain says how to repeat a failed check.
func (m *Migration) checkAgain(v playbook.StepView) string {
	if no := m.whyNoCheck(v); no != "" {
		return no
	}
	return "press v to run the check again"
}

func (m *Migration) askSkip(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{
		title: heading("Not needed:", v.Step), action: "confirm",
		text: []paragraph{{text: "The step is not needed if:"}, {}, {sign: "“ ", text: v.Step.Skip}},
		run: func(*dialog) tea.Cmd {
			return m.save(v, playbook.StepUpdate{Saw: v.Step.Skip}, operation.Skip)
		},
	})
}

func (m *Migration) askReopen(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{
		title: heading("Undo", v.Step), action: "open it again",
		text: []paragraph{{text: "The step opens again, and steps that depend on it are locked. Nothing else is changed. The journal keeps what was recorded."}},
		run: func(*dialog) tea.Cmd {
			return m.save(v, playbook.StepUpdate{}, operation.Reopen)
		},
	})
}

// askOverride asks for a reason to override a locked step, and for the step's confirmation.
func (m *Migration) askOverride(v playbook.StepView) tea.Cmd {
	d := &dialog{title: "‼ " + heading("Override", v.Step), isOverride: true, action: "override"}
	warning := "You are about to override what locks this step:"
	if len(v.Step.Requirements) > 0 {
		warning = "You are about to override what locks this step. Groups can be lost:"
	}
	d.text = append([]paragraph{{text: warning}, {}},
		m.blockers(v)...)
	if v.Step.Attest == "" {
		d.text = append(d.text, paragraph{
			sign: "✗ ", text: "this must be verified; confirming it isn't enough",
			isProblem: true,
		})
	}
	reason := newField("Reason (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
	d.fields = append(d.fields, reason)
	typed := d.addTyping(v)
	d.run = func(*dialog) tea.Cmd {
		return m.save(v, playbook.StepUpdate{Force: strings.TrimSpace(reason.Input.Value()), Typed: typed()},
			operation.Confirm)
	}
	return m.open(d)
}

// askNumber asks for the number that confirms groups without a match, if the check failed
// because it is missing, and then saves the check.
func (m *Migration) askNumber(id playbook.StepID, refused error) tea.Cmd {
	v, there := m.step(id)
	asked, ok := migrate.NumberToConfirm(refused)
	if !there || !ok || m.check.outcome.Step != id || m.dialog != nil || m.chooser != nil || m.stepView != nil {
		return nil
	}
	f := &field{Field: form.Number(asked.Number)}
	d := &dialog{
		title: heading("Confirm the number for", v.Step), action: "confirm", fields: []*field{f},
		run: func(*dialog) tea.Cmd {
			m.err = nil
			return m.markSaving(id, m.session.NoteCheck(m.check.outcome, f.Input.Value()))
		},
	}
	if p, is := errors.AsType[*migrate.Problem](refused); is {
		d.text = []paragraph{
			{sign: "! ", text: p.Why, isProblem: true},
			{},
			{text: "This may be intended, or a search base or a filter is wrong. If you aren't sure, press esc and " +
				problem.Next(p.Remedies[:1]) + "."},
		}
	}
	return m.open(d)
}

// tokenSaved is the message that the token was saved in the keyring, or the error.
type tokenSaved struct{ err error }

// askToken asks for the token and then runs the check.
func (m *Migration) askToken(v playbook.StepView) tea.Cmd {
	if len(v.Blockers) > 0 {
		return m.open(m.lockedDialog(v))
	}
	s := m.session
	d := &dialog{
		title: heading("The SCIM API token for", v.Step), action: "use this token",
		text: []paragraph{{text: "It is never shown, and never written to a file."}},
	}
	f := newField("Token", "paste it here", func(text string) string { return wrongToken(text) })
	f.Secret()
	d.fields = []*field{f}
	d.canSave = s.Secrets != nil && s.Endpoint() != ""
	d.run = func(d *dialog) tea.Cmd {
		token := migrate.NewSecret(f.Input.Value())
		s.EnterToken(s.Endpoint(), token)
		f.Input.Reset()
		cmds := []tea.Cmd{screen.Notify("the token is kept in memory for this run")}
		if why := playbook.TokenWarning(s.Runbook.Path, token); why != "" {
			cmds[0] = screen.Refuse(why)
		}
		if d.saveSecret {
			keep, c, secret := s.Secrets.Keep, migrate.Connection{Location: s.Endpoint()}, token
			cmds = append(cmds, func() tea.Msg { return tokenSaved{keep(c, secret)} })
		}
		if m.canCheck(v.Step) {
			cmds = append(cmds, m.startCheck(v))
		}
		return tea.Batch(cmds...)
	}
	return m.open(d)
}

// askAuditLog asks for the file to search for group events.
func (m *Migration) askAuditLog(v playbook.StepView) tea.Cmd {
	f := newField("File with Dashlane's audit log", "audit.jsonl", func(text string) string {
		if strings.TrimSpace(text) == "" {
			return "enter a file"
		}
		return ""
	})
	return m.open(&dialog{
		title: heading("The audit log for", v.Step), action: "search", fields: []*field{f},
		text: []paragraph{{text: "ad2scim searches it for group events after the stop. Such events suggest that the script still runs. A log without any proves nothing: compare the dates too, then press a to confirm the step yourself."}},
		run: func(*dialog) tea.Cmd {
			return m.checkWith(v, session.CheckInput{AuditLog: strings.TrimSpace(f.Input.Value())})
		},
	})
}

// wrongToken says what is wrong with a token, or "".
func wrongToken(text string) string {
	err := playbook.CheckToken(migrate.NewSecret(text))
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p.Why
	}
	return ""
}
