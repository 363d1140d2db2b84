package report

import (
	_ "embed"
	"html/template"
	"io"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/names"
)

//go:embed report.html
var page string

// shown makes text from outside visible; html/template keeps it from being
// markup.
var html = template.Must(template.New("report").Funcs(template.FuncMap{"stamp": stamp, "shown": names.Visible, "name": shownName, "detail": Detail, "worded": inText.Replace, "date": layout("2006-01-02"), "clock": layout("15:04:05 UTC"),
	"group": func(g migration.OpenGroup) string { return groupWords[g.Status] }}).Parse(page))

func layout(form string) func(time.Time) string {
	return func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(form)
	}
}

// WriteHTML writes the report as one HTML file that needs nothing else: no
// script, no font and no picture from elsewhere.
func (r Report) WriteHTML(w io.Writer) error { return html.Execute(w, r) }
