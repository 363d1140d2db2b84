package fix

import (
	"encoding/base64"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

var csvHeader = []string{"fix", "id", "before", "after", "after_exact", "after_base64"}

// WriteCSV writes the changes on the SCIM side for the bulk import of an identity provider, or for somebody who
// makes them by hand: RFC 4180, UTF-8, one line for each group. Because spreadsheets change what they open, it has
// every name twice: in the column after, it is safe to open (a formula gets an apostrophe, and invisible or control
// characters are spelled out, as ‹U+200B›), and after_base64 has its exact bytes. after_exact is yes if after is
// the exact name. WriteCSV returns BadInput if the plan has no change on that side.
func (p *Plan) WriteCSV(w io.Writer) error {
	steps, err := p.scriptSteps(migrate.SCIM, "CSV")
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for _, s := range steps {
		if s.Temporary {
			continue
		}
		f := s.fix
		after, exact := cell(f.After), "yes"
		if after != f.After {
			exact = "no"
		}
		if err := out.Write([]string{
			strconv.Itoa(f.Number), cell(f.ID), cell(f.Before), after, exact,
			base64.StdEncoding.EncodeToString([]byte(f.After)),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell makes text safe for a spreadsheet. White space at its beginning or end, which spreadsheets and imports trim,
// is spelled out too.
func cell(s string) string {
	strange := func(r rune) bool { return r == unicode.ReplacementChar || r != ' ' && !unicode.IsPrint(r) }
	if strings.ContainsFunc(s, strange) || strings.TrimSpace(s) != s {
		s = names.Visible(s)
	}
	return render.EscapeFormula(s)
}
