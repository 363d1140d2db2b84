package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/names"
)

// writeCSV writes a header and rows of text from outside.
func writeCSV(w io.Writer, columns []string, rows [][]string) error {
	out := csv.NewWriter(w)
	all := [][]string{columns}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = names.Cell(cell)
		}
		all = append(all, cells)
	}
	return out.WriteAll(all)
}

// writeMarkdown writes a table of text from outside.
func writeMarkdown(w io.Writer, columns []string, rows [][]string) error {
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`)
	line := func(cells []string) error {
		_, err := fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		return err
	}
	if err := line(columns); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(w, "|"+strings.Repeat("---|", len(columns))); err != nil {
		return err
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = escape.Replace(oneLine(cell))
		}
		if err := line(cells); err != nil {
			return err
		}
	}
	return nil
}
