package report

import (
	_ "embed"
	"html/template"
	"io"

	"ad2scim/migrate/names"
)

//go:embed report.html
var page string

// shown makes text from outside visible; html/template keeps it from being
// markup.
var html = template.Must(template.New("report").Funcs(template.FuncMap{"stamp": stamp, "shown": names.Visible}).Parse(page))

// WriteHTML writes the report as one HTML file that needs nothing else: no
// script, no font and no picture from elsewhere.
func (r Report) WriteHTML(w io.Writer) error { return html.Execute(w, r) }
