package diff

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// spreadsheetMarks are the traces that a spreadsheet or an export to HTML leaves in names.
var spreadsheetMarks = sync.OnceValue(func() []spreadsheetMark {
	return []spreadsheetMark{
		{
			regexp.MustCompile(`^[0-9](\.[0-9]+)?E\+[0-9]+$`),
			"%s as Excel writes a long number (1E+05): format the column as text before you save the list",
		},
		{
			regexp.MustCompile(`^'[=+\-@]`),
			"%s with an apostrophe before a sign, which guards a spreadsheet against formulas: export the list without it",
		},
		{
			regexp.MustCompile(`&(amp|lt|gt|quot|apos|#[0-9]{1,5}|#x[0-9A-Fa-f]{1,4});`),
			"%s with a character in HTML form, such as &amp; for &: export the list as plain text",
		},
	}
})

type spreadsheetMark struct {
	pattern *regexp.Regexp
	what    string
}

// spreadsheetNotes reports traces of a spreadsheet that only names of one side have. Most
// likely they aren't part of the names.
func spreadsheetNotes(rows []Row) []string {
	var counts [2][3]int
	for i := range rows {
		if rows[i].Status == Exact {
			continue
		}
		for side, g := range [2]*migrate.Group{rows[i].AD, rows[i].SCIM} {
			if g == nil || !mayBeMarked(g.Name) {
				continue
			}
			for m, mark := range spreadsheetMarks() {
				if mark.pattern.MatchString(g.Name) {
					counts[side][m]++
				}
			}
		}
	}
	var notes []string
	for m, mark := range spreadsheetMarks() {
		ad, scim := counts[adSide][m], counts[scimSide][m]
		switch {
		case ad > 0 && scim == 0:
			notes = append(notes, "AD: "+fmt.Sprintf(mark.what, countOf(ad)))
		case scim > 0 && ad == 0:
			notes = append(notes, "provisioned: "+fmt.Sprintf(mark.what, countOf(scim)))
		}
	}
	return notes
}

// mayBeMarked reports whether a name can match one of the patterns.
func mayBeMarked(name string) bool {
	return strings.IndexByte(name, '&') >= 0 || strings.IndexByte(name, '\'') >= 0 || strings.IndexByte(name, '+') >= 0
}

func countOf(n int) string { return render.Count(n, "name is written", "names are written") }
