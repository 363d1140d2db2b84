package migration

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
)

// typedWords is the field for the words of a step that cannot be taken back.
func typedWords(c *playbook.Confirm) *field {
	return newField("type: "+c.Type, "", func(s string) string {
		if strings.TrimSpace(s) == c.Type {
			return ""
		}
		return "type " + c.Type + ", exactly"
	})
}

// needsTyping reports whether the words are still to be typed.
func needsTyping(v playbook.StepView) bool {
	return v.Step.Confirm != nil && strings.TrimSpace(v.Record.Typed) != v.Step.Confirm.Type
}

func heading(what string, s playbook.Step) string {
	return fmt.Sprintf("%s step %d: %s", what, s.Number, s.Title)
}

// askAttest has the step's sentence confirmed, or says why it stays shut.
func (m *Migration) askAttest(v playbook.StepView) tea.Cmd {
	if len(v.Blockers) > 0 || v.Step.Refutation(v.Record) != "" {
		return m.open(m.shut(v))
	}
	d := &dialog{title: heading("Confirm", v.Step), yes: "I confirm it",
		text: []paragraph{{text: "This goes down as said by you, not as seen:"}, {}, {sign: "“ ", text: v.Step.Attest}}}
	typed := d.typing(v)
	d.do = func(*dialog) tea.Cmd {
		return m.save(v.Step.ID, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
			a.Saw, a.Typed = v.Step.Attest, typed()
			return w.Attest(world, v.Step.ID, a)
		})
	}
	return m.open(d)
}

// typing adds the field for the words of the step, where it has some, and
// returns what was typed.
func (d *dialog) typing(v playbook.StepView) func() string {
	if !needsTyping(v) {
		return func() string { return "" }
	}
	f := typedWords(v.Step.Confirm)
	f.why = paragraph{sign: "! ", text: v.Step.Confirm.Why, bad: true}
	d.fields = append(d.fields, f)
	return func() string { return f.input.Value() }
}

func (m *Migration) shut(v playbook.StepView) *dialog {
	return &dialog{title: heading("Shut:", v.Step), text: append(m.blockers(v), paragraph{},
		paragraph{text: "It opens by itself once this is done. f overrides it with a reason, which goes into the report."})}
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
	if found := v.Step.Refutation(v.Record); found != "" && !v.Status.Over() {
		out = append(out, paragraph{sign: "✗ ", text: "a look has found it not done: " + found, bad: true}, paragraph{sign: "→ ", text: "v looks again"})
	}
	return out
}

func (m *Migration) askSkip(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{title: heading("Not needed:", v.Step), yes: "it is so", text: []paragraph{{text: "The step is not needed if this is so:"}, {}, {sign: "“ ", text: v.Step.Skip}},
		do: func(*dialog) tea.Cmd {
			return m.save(v.Step.ID, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
				a.Saw = v.Step.Skip
				return w.Skip(world.State, v.Step.ID, a)
			})
		}})
}

func (m *Migration) askTakeBack(v playbook.StepView) tea.Cmd {
	return m.open(&dialog{title: heading("Take back", v.Step), yes: "take it back",
		text: []paragraph{{text: "The step is open again, and what hangs on it is shut. Nothing is changed anywhere else. The journal keeps what was noted."}},
		do: func(*dialog) tea.Cmd {
			return m.save(v.Step.ID, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
				return w.Reopen(world.State, v.Step.ID, a)
			})
		}})
}

// askForce overrides what keeps a step shut: with a reason, and with the words
// to type all the same.
func (m *Migration) askForce(v playbook.StepView) tea.Cmd {
	d := &dialog{title: "‼ " + heading("FORCE", v.Step), loud: true, yes: "FORCE it"}
	d.text = append([]paragraph{{text: "You are about to override what keeps this step shut. It can cost you groups:"}, {}}, m.blockers(v)...)
	if v.Step.Attest == "" {
		d.text = append(d.text, paragraph{sign: "✗ ", text: "saying so is not enough here: it must be seen", bad: true})
	}
	reason := newField("the reason, for the report", "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return "a reason is needed"
		}
		return ""
	})
	d.fields = append(d.fields, reason)
	typed := d.typing(v)
	d.do = func(*dialog) tea.Cmd {
		return m.save(v.Step.ID, func(w *playbook.Walk, world playbook.World, a playbook.Act) (playbook.State, error) {
			a.Force, a.Typed = strings.TrimSpace(reason.input.Value()), typed()
			return w.Attest(world, v.Step.ID, a)
		})
	}
	return m.open(d)
}

// takesToken reports whether the step is about the SCIM API token.
func takesToken(s playbook.Step) bool {
	return slices.Contains([]playbook.Probe{playbook.ProbeToken, playbook.ProbeSCIM}, s.Check)
}

// tokenKept is the message that the token is in the keyring, or why not.
type tokenKept struct{ err error }

// askToken takes the token, hidden, and looks with it.
func (m *Migration) askToken(v playbook.StepView) tea.Cmd {
	if len(v.Blockers) > 0 {
		return m.open(m.shut(v))
	}
	s := m.session
	d := &dialog{title: heading("The SCIM API token for", v.Step), yes: "take it",
		text: []paragraph{{text: "It is shown nowhere, and kept in no file."}}}
	f := newField("token", "paste it here", func(text string) string { return wrongToken(s.Walk.Path, text) })
	f.input.EchoMode = textinput.EchoPassword
	d.fields = []*field{f}
	d.canKeep = s.Secrets != nil && s.Endpoint() != ""
	d.do = func(d *dialog) tea.Cmd {
		s.EnterToken(s.Endpoint(), migrate.NewSecret(f.input.Value()))
		f.input.Reset()
		cmds := []tea.Cmd{screen.Notify("the token is in memory for this run")}
		if d.keyring {
			keep, c, secret := s.Secrets.Keep, s.SCIM.Connection, s.Token
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
	f := newField("file with Dashlane's audit log", "audit.jsonl", func(text string) string {
		if strings.TrimSpace(text) == "" {
			return "name a file"
		}
		return ""
	})
	return m.open(&dialog{title: heading("The audit log for", v.Step), yes: "search it", fields: []*field{f},
		text: []paragraph{{text: "It is searched for group events after the stop. One with such events is a hint that the script still runs; one without proves nothing, so compare the dates too and confirm the step yourself (a)."}},
		do: func(*dialog) tea.Cmd {
			return m.lookWith(v, session.Given{AuditLog: strings.TrimSpace(f.input.Value())})
		}})
}

// wrongToken says what is wrong with the form of a token.
func wrongToken(path playbook.Path, text string) string {
	err := playbook.CheckToken(path, migrate.NewSecret(text))
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p.Why
	}
	return ""
}
