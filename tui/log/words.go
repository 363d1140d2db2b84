package log

import (
	"cmp"
	"fmt"

	"ad2scim/migrate/fix"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/layout"
	"ad2scim/tui/namediff"
)

// summary draws an entry in one line. For a rename, the names come first.
func (t titles) summary(e operation.JournalEntry, width int) string {
	c, ok := fix.ChangeOf(e)
	if !ok {
		return layout.Fit(layout.Safe(t.words(e)), width)
	}
	state := ""
	switch {
	case e.Kind == fix.KindIntent:
		state = "planned: "
	case !c.Done:
		state = "not done: "
	}
	rest := ", " + string(c.Attribute)
	if c.Temporary {
		rest += " temporarily"
	}
	rest += ", id " + c.ID
	names := state + "“" + layout.Safe(c.From) + "” → “" + layout.Safe(c.To) + "”"
	if layout.Width(names) <= width {
		return layout.Fit(names+layout.Safe(rest), width)
	}
	return state + namediff.Arrow(c.From, c.To, width-layout.Width(state))
}

// words describes an entry. For a step, the state comes before the title, which may be long.
func (t titles) words(e operation.JournalEntry) string {
	s, ok := migration.StepOf(e)
	if !ok || s.Step == "" {
		return e.Text
	}
	state := "opened again"
	if s.Status != "" {
		state = stateWords[s.Status]
	}
	text := cmp.Or(state, string(s.Status)) + ": " + t.title(s.Step)
	if s.Result != "" {
		text += ": " + s.Result
	}
	if s.Override != "" {
		text += "; overridden: " + s.Override
	}
	return text
}

// kindWords are the labels of the kinds of entries.
var kindWords = map[string]string{
	fix.KindRun:    "rename start",
	fix.KindIntent: "rename plan",
	fix.KindResult: "rename",
	fix.KindEnd:    "rename end",

	"sync-intent":    "task plan",
	"sync-result":    "task change",
	"sync-look":      "scan",
	"sync-console":   "console date",
	"sync-audit-log": "audit log",
	"sync-script":    "script file",
	"sync-gone":      "host gone",

	"enable-intent": "setup plan",
	"enable-result": "setup",
	"enable-found":  "setup found",
	"enable-begin":  "setup begins",
	"enable-undo":   "undo begins",
	"enable-wait":   "waiting",
	"enable-waited": "wait ended",

	"way":   "path",
	"doubt": "unknown",
}

// kindWord is the label of a kind, or the kind itself.
func kindWord(kind string) string { return cmp.Or(kindWords[kind], kind) }

// stateWords are the labels of a step's states.
var stateWords = map[playbook.Status]string{
	playbook.DoneVerified:  "verified",
	playbook.DoneConfirmed: "confirmed",
	playbook.NotNeeded:     "not needed",
}

// titles are the step titles of the chosen path, by id.
type titles map[playbook.StepID]string

func titlesOf(steps []playbook.StepView) titles {
	t := titles{}
	for _, v := range steps {
		t[v.Step.ID] = fmt.Sprintf("step %d, %s", v.Step.Number, v.Step.Title)
	}
	return t
}

// title returns the title of a step, or its id if the path doesn't have it.
func (t titles) title(id playbook.StepID) string { return cmp.Or(t[id], "step "+string(id)) }

// overridden reports whether an entry records an override.
func overridden(e operation.JournalEntry) bool {
	s, ok := migration.StepOf(e)
	return ok && s.Override != ""
}
