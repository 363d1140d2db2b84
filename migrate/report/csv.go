package report

import (
	"io"
	"strings"
	"time"

	"ad2scim/migrate/render"
)

// utf8BOM at the beginning of a file makes Excel read it as UTF-8.
const utf8BOM = "\ufeff"

// WriteCSV writes a header and one line for each item of every section. It is for Excel: it begins with a byte
// order mark, and no cell is a formula.
func (r Report) WriteCSV(w io.Writer) error {
	lines := csvLines{{"section", "time", "who", "what", "grade", "text", "host", "run"}}
	r.openItemsCSV(lines.add)
	r.recordCSV(lines.add)
	if _, err := io.WriteString(w, utf8BOM); err != nil {
		return err
	}
	return render.WriteCSV(w, lines)
}

// csvLines are the header and the lines below it.
type csvLines [][]string

// add adds a line. Missing cells are empty.
func (l *csvLines) add(section string, at time.Time, cells ...string) {
	line := append([]string{section, stamp(at)}, cells...)
	for len(line) < len((*l)[0]) {
		line = append(line, "")
	}
	*l = append(*l, line)
}

// openItemsCSV adds the summary, the changes and the groups.
func (r Report) openItemsCSV(add func(section string, at time.Time, cells ...string)) {
	if r.Alarm != "" {
		add("alarm", r.Made, "", "", "ALARM", r.Alarm)
	}
	add("summary", r.Made, r.By, r.Title, "", r.Overview)
	for _, f := range r.Found() {
		section := "names"
		if f.Which == theFirst {
			section = "found"
		}
		add(section, f.Time, "", f.AD+" with "+f.SCIM, "", counts(f.Comparison))
	}
	if text := r.Decided(); text != "" {
		add("decisions", time.Time{}, "", "", "", text)
	}
	for _, f := range r.Overrides {
		add("forced", f.At, f.By, string(f.Step), "FORCED", f.Name()+": "+f.Reason+": overridden: "+strings.Join(f.Over,
			"; "))
	}
	for _, c := range r.Changes {
		add("changed", c.Time, c.Who, c.What+" at "+c.Where, c.Result, strings.Join(filled([]string{c.fromTo(), c.Why}),
			"; "), c.Host, c.Run)
	}
	for _, c := range r.Uncertain {
		add("doubt", c.Time, c.Who, c.What+" at "+c.Where, c.Result, c.fromTo(), c.Host, c.Run)
	}
	for _, text := range r.SideWide() {
		add("side-wide", r.Comparison.Time, "", "", "", text)
	}
	for _, g := range r.Open() {
		text := "AD “" + shownName(g.AD, g.ADBase64) + "”, SCIM “" + shownName(g.SCIM, g.SCIMBase64) + "”"
		add("group", r.Comparison.Time, g.Source, g.Status, "", strings.Join(filled([]string{text, Detail(g)}), "; "))
	}
}

// recordCSV adds the steps and the complete record.
func (r Report) recordCSV(add func(section string, at time.Time, cells ...string)) {
	for _, s := range r.Steps {
		status := string(s.Status)
		if s.Forced {
			status += ", FORCED"
		}
		add("step", s.At, s.By, string(s.ID), s.Grade, sentence(status, s.Title, s.Saw))
	}
	for _, s := range r.Contradicted {
		add("contradicted", s.At, s.By, string(s.ID), s.Grade, s.name()+" is recorded as done, but "+s.Against)
	}
	for _, g := range r.Requirements {
		for _, blocker := range g.BlockedBy {
			add("interlock", time.Time{}, "", string(g.ID), "shut", blocker.String())
		}
	}
	for _, f := range r.Facts {
		add("fact", f.Time, f.Source, f.Name, string(f.Grade), f.Value)
	}
	for _, e := range r.Evidence {
		add("evidence", e.Time, e.Source, e.Claim, string(e.Grade), e.Says)
	}
	for _, e := range r.Journal {
		add("journal", e.Time, e.Who, e.Kind, "", e.Text, e.Host, e.Run)
	}
}

func (c Change) fromTo() string {
	return "from “" + shownName(c.From, c.FromBase64) + "” to “" + shownName(c.To, c.ToBase64) + "”"
}
