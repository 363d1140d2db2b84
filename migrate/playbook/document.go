package playbook

import (
	"fmt"
	"io"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/render"
)

// StepsSchema is the schema of a runbook's JSON.
const StepsSchema = "ad2scim.steps/v1"

// Document is a runbook with the state of each step, for output.
type Document struct {
	Runbook *Runbook
	Steps   []StepView
}

// Document returns the runbook with its current state, phrased for the command line.
func (w *Runbook) Document(context Context) Document {
	views := w.View(context)
	for i := range views {
		views[i].Step = views[i].Step.WithWords(migrate.Remedy.String)
	}
	return Document{Runbook: w, Steps: views}
}

// Title returns the name of the runbook for people.
func (w *Runbook) Title() string {
	return "From AD sync to SCIM: " + w.Path.Title() + " with " + w.Name
}

type headJSON struct {
	Schema string `json:"schema"`
	Path   Path   `json:"path"`
	IDP    IDP    `json:"idp"`
	Name   string `json:"idp_name"`
	Own    bool   `json:"own_instructions"`
	Notice string `json:"notice,omitempty"`
}

func (w *Runbook) head(schema string) headJSON {
	return headJSON{Schema: schema, Path: w.Path, IDP: w.IDP, Name: w.Name, Own: w.Own, Notice: w.Notice()}
}

type lineJSON struct {
	Text  string `json:"text"`
	Grade Grade  `json:"grade"`
}

type confirmJSON struct {
	Type string `json:"type"`
	Why  string `json:"why"`
}

type stepJSON struct {
	Number   int             `json:"number"`
	ID       StepID          `json:"id"`
	Phase    string          `json:"phase"`
	Title    string          `json:"title"`
	Why      string          `json:"why"`
	WhyGrade Grade           `json:"why_grade"`
	Do       []lineJSON      `json:"do"`
	Run      string          `json:"run,omitempty"`
	Check    Probe           `json:"check,omitempty"`
	Attest   string          `json:"attest,omitempty"`
	Skip     string          `json:"not_needed_if,omitempty"`
	Needs    []StepID        `json:"needs"`
	Gates    []RequirementID `json:"gates"`
	Cautions []lineJSON      `json:"cautions"`
	Confirm  *confirmJSON    `json:"confirm,omitempty"`
	Back     string          `json:"back,omitempty"`
	Grade    Grade           `json:"grade"`
	standing
}

// standing is the state of a step, in both schemas.
type standing struct {
	Status    Status    `json:"status"`
	Evidence  string    `json:"evidence"`
	At        string    `json:"at,omitempty"` // RFC 3339
	By        string    `json:"by,omitempty"`
	Saw       string    `json:"saw,omitempty"`
	Forced    bool      `json:"forced,omitempty"`
	Against   string    `json:"contradicted_by,omitempty"`
	CertainAt string    `json:"certain_at,omitempty"` // RFC 3339
	BlockedBy []Blocker `json:"blocked_by"`
}

func (v StepView) standing() standing {
	s := standing{
		Status: v.Status, Evidence: v.Status.Evidence(), By: v.Record.By, Saw: v.Record.Saw,
		Forced: v.Record.Forced, Against: v.Against,
		BlockedBy: append([]Blocker{}, v.Blockers...),
	}
	if !v.Record.At.IsZero() {
		s.At = render.Timestamp(v.Record.At)
	}
	if !v.CertainAt.IsZero() {
		s.CertainAt = render.Timestamp(v.CertainAt)
	}
	return s
}

// WriteJSON writes the runbook as one object with the schema ad2scim.steps/v1.
func (b Document) WriteJSON(w io.Writer) error {
	out := struct {
		headJSON
		Steps []stepJSON `json:"steps"`
	}{headJSON: b.Runbook.head(StepsSchema), Steps: []stepJSON{}}
	lines := func(of []Line) []lineJSON {
		all := []lineJSON{}
		for _, l := range of {
			all = append(all, lineJSON(l))
		}
		return all
	}
	for _, v := range b.Steps {
		s := v.Step
		j := stepJSON{
			Number: s.Number, ID: s.ID, Phase: s.Phase.ID, Title: s.Title, Why: s.Why, WhyGrade: s.WhyGrade,
			Do: lines(s.Do), Run: s.Run,
			Check: s.Check, Attest: s.Attest, Skip: s.Skip, Needs: append([]StepID{}, s.Needs...),
			Gates:    append([]RequirementID{}, s.Requirements...),
			Cautions: lines(s.Cautions), Back: s.Back, Grade: s.Grade, standing: v.standing(),
		}
		if s.Confirm != nil {
			c := confirmJSON(*s.Confirm)
			j.Confirm = &c
		}
		out.Steps = append(out.Steps, j)
	}
	return writeJSON(w, out)
}

func writeJSON(w io.Writer, v any) error {
	return exactjson.Write(w, v)
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// known returns what is known about a step in words, or "".
func (v StepView) known() string {
	s := ""
	switch v.Status {
	case DoneVerified:
		s = "verified"
	case DoneConfirmed:
		s = "confirmed"
	case NotNeeded:
		s = "not needed, confirmed"
	case Running:
		s = "running"
	case Failed:
		s = "failed"
	default:
		return ""
	}
	if !v.Record.At.IsZero() {
		s += " " + moment(v.Record.At)
	}
	if v.Record.Forced {
		s += ", overridden"
	}
	return s
}

// requirementWords say what each requirement waits for.
var requirementWords = map[RequirementID]string{
	RequirementScriptStopped: "the AD sync script is verified as stopped",
	RequirementADSyncOff:     "AD sync is confirmed as off, both toggles",
	RequirementNamesExact:    "no group name differs",
	RequirementPathConfirmed: "the path is confirmed by typing",
	RequirementDoctor:        "doctor finds no obstacle",
}

// mustBeVerified is the message for a step that can't be confirmed.
const mustBeVerified = "ad2scim has verified it. Confirming it isn't enough."

// lockedUntil returns what the requirements of a step wait for, or "" if it has none.
func (s Step) lockedUntil() string {
	all := make([]string, len(s.Requirements))
	for i, g := range s.Requirements {
		all[i] = requirementWords[g]
	}
	return strings.Join(all, "; ")
}

// numbers returns the numbers of the steps that a step needs.
func (b Document) numbers(s Step) string {
	text := ""
	for _, id := range s.Needs {
		if before, err := b.Runbook.Step(id); err == nil {
			if text != "" {
				text += ", "
			}
			text += fmt.Sprint(before.Number)
		}
	}
	return text
}
