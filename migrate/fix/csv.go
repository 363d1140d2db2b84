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

// WriteCSV writes the changes on the provisioned side for the bulk import of an
// identity provider, or for someone who makes them by hand: RFC 4180, UTF-8,
// one line a group. Spreadsheets change what they open, so a name is there
// twice: after is safe to open (what would be a formula has an apostrophe before
// it, and characters that show nothing or act are spelled out, as ‹U+200B›), and
// after_base64 is every byte of it. after_exact says yes where after is the
// name byte for byte; the others are for base64. Where the plan has no change
// on that side it is BadInput.
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

// cell makes text safe for a spreadsheet. Text that begins or ends with white
// space, which spreadsheets and imports cut off, is spelled out too.
func cell(s string) string {
	strange := func(r rune) bool { return r == unicode.ReplacementChar || r != ' ' && !unicode.IsPrint(r) }
	if strings.ContainsFunc(s, strange) || strings.TrimSpace(s) != s {
		s = names.Visible(s)
	}
	return render.EscapeFormula(s)
}
