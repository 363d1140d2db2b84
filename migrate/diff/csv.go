package diff

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"ad2scim/migrate/render"

	"ad2scim/migrate"
)

var csvHeader = []string{
	"status", "kinds", "score", "ad_id", "ad_name", "ad_dn", "scim_id", "scim_name", "candidates",
	"variant_of", "paired_by", "conflict", "near", "different_from",
}

// WriteCSV writes a header and one line per row (RFC 4180, but with bare line feeds). Kinds
// are joined by "+". It is for people and spreadsheets: control and direction characters and
// invalid bytes are shown as ‹U+202E› and ‹0xFF›, and a cell that a spreadsheet would take
// for a formula gets an apostrophe in front. WriteJSON keeps every byte. There is no byte
// order mark, which most programs would take for part of the first column's name.
func (r *Result) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	record := make([]string, len(csvHeader))
	for i := range r.Rows {
		row := &r.Rows[i]
		clear(record)
		record[0] = row.Status.String()
		record[1] = strings.Join(row.Kinds.Strings(), "+")
		record[2] = strconv.FormatFloat(row.Score, 'f', -1, 64)
		if row.AD != nil {
			record[3], record[4], record[5] = render.CSVCell(row.AD.ID), render.CSVCell(row.AD.Name), render.CSVCell(row.AD.DN)
		}
		if row.SCIM != nil {
			record[6], record[7] = render.CSVCell(row.SCIM.ID), render.CSVCell(row.SCIM.Name)
		}
		record[8] = candidateCell(row.Candidates())
		record[9] = render.CSVCell(row.VariantOf())
		record[10] = row.PairedBy.String()
		if row.Conflict > 0 {
			record[11] = strconv.Itoa(row.Conflict)
		}
		record[12], record[13] = nearCell(row.Near()), differentCell(r.DifferentFrom(row))
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// candidateCell lists candidates as side, id and name.
func candidateCell(list []Candidate) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, groupInCell(c.Side, c.Group))
	}
	return render.EscapeFormula(strings.Join(parts, "; "))
}

// nearCell lists near groups as side, id and name.
func nearCell(list []Near) string {
	var parts []string
	for _, n := range list {
		parts = append(parts, groupInCell(n.Side, n.Group))
	}
	return render.EscapeFormula(strings.Join(parts, "; "))
}

// differentCell lists groups that are marked as different, as nearCell does.
func differentCell(list []Other) string {
	var parts []string
	for _, o := range list {
		parts = append(parts, groupInCell(o.Side, o.Group))
	}
	return render.EscapeFormula(strings.Join(parts, "; "))
}

func groupInCell(side migrate.Side, g *migrate.Group) string {
	who := g.ID
	if who == "" && side == migrate.AD {
		who = g.DN
	}
	return string(side) + " " + render.EscapeControls(who) + " " + strconv.Quote(render.EscapeControls(g.Name))
}
