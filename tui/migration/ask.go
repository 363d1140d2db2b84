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

// typedWords is the field for the words of a step that cannot be taken back.
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

// askAttest has the step's sentence confirmed, or says why it stays shut.
func (m *Migration) askAttest(v playbook.StepView) tea.Cmd {
	if v.Locked() {
		return m.open(m.shut(v))
	}
	d := &dialog{
		title: heading("Confirm", v.Step), yes: "confirm",
		text: []paragraph{{text: "Recorded as confirmed by you, not verified:"}, {}, {sign: "“ ", text: v.Step.Attest}},
	}
	typed := d.typing(v)
	d.do = func(*dialog) tea.Cmd {
		return m.save(v, playbook.StepUpdate{Saw: v.Step.Attest, Typed: typed()}, operation.Confirm)
	}
	return m.open(d)
}

// typing adds the field for the words of the step, where it has some, and
// returns what was typed.
func (d *dialog) typing(v playbook.StepView) func() string {
	if !v.NeedsTyping() {
		return func() string { return "" }
	}
	f := typedWords(v.Step.Confirm)
	f.why = paragraph{sign: "! ", text: v.Step.Confirm.Why, bad: true}
	d.fields = append(d.fields, f)
	return func() string { return f.Input.Value() }
}

func (m *Migration) shut(v playbook.StepView) *dialog {
	return &dialog{title: heading("Locked:", v.Step), text: append(m.blockers(v), paragraph{},
		paragraph{text: "Unlocks when this is done. Press ! to override it with a reason, which goes into the report."})}
}

func (m *Migration) blockers(v playbook.StepView) []paragraph {
	var out []paragraph
	for _, b := range v.Blockers {
		out = append(out, paragraph{sign: "✗ ", text: b.What, bad: true})
		if b.Why != "" {
			out = append(out, paragraph{sign: "  ", text: b.Why})
		}
		out = append(out, paragraph{sign: "→ ", text: m.remedy(b)})
	}
	if found := v.Refuted(); found != "" {
		out = append(out, paragraph{sign: "✗ ", text: "the check failed: " + found, bad: true},
			paragraph{sign: "→ ", text: m.checkAgain(v)})
	}
	return out
}

// checkAgain is how to run a check again that failed.
func (m *Migration) checkAgain(v playbook.StepView) string {
	if no := m.whyNoCheck(v); no != "" {
		return no
	}
	return "press v to run the check again"
}

func (m *Migration) askSkip(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{
		title: heading("Not needed:", v.Step), yes: "confirm",
		text: []paragraph{{text: "The step is not needed if:"}, {}, {sign: "“ ", text: v.Step.Skip}},
		do: func(*dialog) tea.Cmd {
			return m.save(v, playbook.StepUpdate{Saw: v.Step.Skip}, operation.Skip)
		},
	})
}

func (m *Migration) askTakeBack(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{
		title: heading("Undo", v.Step), yes: "open it again",
		text: []paragraph{{text: "The step opens again, and steps that depend on it are locked. Nothing else is changed. The journal keeps what was recorded."}},
		do: func(*dialog) tea.Cmd {
			return m.save(v, playbook.StepUpdate{}, operation.Reopen)
		},
	})
}

// askForce overrides what keeps a step shut: with a reason, and with the words
// to type all the same.
func (m *Migration) askForce(v playbook.StepView) tea.Cmd {
	d := &dialog{title: "‼ " + heading("Override", v.Step), loud: true, yes: "override"}
	warning := "You are about to override what locks this step:"
	if len(v.Step.Gates) > 0 {
		warning = "You are about to override what locks this step. Groups can be lost:"
	}
	d.text = append([]paragraph{{text: warning}, {}},
		m.blockers(v)...)
	if v.Step.Attest == "" {
		d.text = append(d.text, paragraph{sign: "✗ ", text: "this must be verified; confirming it isn't enough", bad: true})
	}
	reason := newField("Reason (it goes into the report)", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "enter a reason"
		}
		return ""
	})
	d.fields = append(d.fields, reason)
	typed := d.typing(v)
	d.do = func(*dialog) tea.Cmd {
		return m.save(v, playbook.StepUpdate{Force: strings.TrimSpace(reason.Input.Value()), Typed: typed()},
			operation.Confirm)
	}
	return m.open(d)
}

// askNumber has the number typed that confirms groups without a partner, where the check of
// a step was refused for want of it, and then saves that check.
func (m *Migration) askNumber(id playbook.StepID, refused error) tea.Cmd {
	v, there := m.step(id)
	asked, ok := migrate.NumberToConfirm(refused)
	if !there || !ok || m.check.outcome.Step != id || m.dialog != nil || m.chooser != nil || m.enable != nil {
		return nil
	}
	f := &field{Field: form.Number(asked.Number)}
	d := &dialog{
		title: heading("Confirm the number for", v.Step), yes: "confirm", fields: []*field{f},
		do: func(*dialog) tea.Cmd {
			m.err = nil
			return m.saves(id, m.session.NoteCheck(m.check.outcome, f.Input.Value()))
		},
	}
	if p, is := errors.AsType[*migrate.Problem](refused); is {
		d.text = []paragraph{
			{sign: "! ", text: p.Why, bad: true},
			{},
			{text: "This may be intended, or a search base or a filter is wrong. If you aren't sure, press esc and " +
				problem.Next(p.Remedies[:1]) + "."},
		}
	}
	return m.open(d)
}

// tokenKept is the message that the token is in the keyring, or why not.
type tokenKept struct{ err error }

// askToken takes the token, hidden, and looks with it.
func (m *Migration) askToken(v playbook.StepView) tea.Cmd {
	if len(v.Blockers) > 0 {
		return m.open(m.shut(v))
	}
	s := m.session
	d := &dialog{
		title: heading("The SCIM API token for", v.Step), yes: "use this token",
		text: []paragraph{{text: "It is never shown, and never written to a file."}},
	}
	f := newField("Token", "paste it here", func(text string) string { return wrongToken(text) })
	f.Secret()
	d.fields = []*field{f}
	d.canKeep = s.Secrets != nil && s.Endpoint() != ""
	d.do = func(d *dialog) tea.Cmd {
		token := migrate.NewSecret(f.Input.Value())
		s.EnterToken(s.Endpoint(), token)
		f.Input.Reset()
		cmds := []tea.Cmd{screen.Notify("the token is kept in memory for this run")}
		if why := playbook.TokenWarning(s.Runbook.Path, token); why != "" {
			cmds[0] = screen.Refuse(why)
		}
		if d.keyring {
			keep, c, secret := s.Secrets.Keep, migrate.Connection{Location: s.Endpoint()}, token
			cmds = append(cmds, func() tea.Msg { return tokenKept{keep(c, secret)} })
		}
		if m.canLook(v.Step) {
			cmds = append(cmds, m.look(v))
		}
		return tea.Batch(cmds...)
	}
	return m.open(d)
}

// askAuditLog takes the file in which is searched for group events.
func (m *Migration) askAuditLog(v playbook.StepView) tea.Cmd {
	f := newField("File with Dashlane's audit log", "audit.jsonl", func(text string) string {
		if strings.TrimSpace(text) == "" {
			return "enter a file"
		}
		return ""
	})
	return m.open(&dialog{
		title: heading("The audit log for", v.Step), yes: "search", fields: []*field{f},
		text: []paragraph{{text: "ad2scim searches it for group events after the stop. Such events suggest that the script still runs. A log without any proves nothing: compare the dates too, then press a to confirm the step yourself."}},
		do: func(*dialog) tea.Cmd {
			return m.lookWith(v, session.CheckInput{AuditLog: strings.TrimSpace(f.Input.Value())})
		},
	})
}

// wrongToken says what is wrong with the form of a token.
func wrongToken(text string) string {
	err := playbook.CheckToken(migrate.NewSecret(text))
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p.Why
	}
	return ""
}
