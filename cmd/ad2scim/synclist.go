package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
)

// serverList is a list of servers in every format.
type serverList []operation.Server

// WriteJSON writes one object with the schema ad2scim.synchosts/v1.
func (s serverList) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, map[string]any{"schema": "ad2scim.synchosts/v1", "hosts": append([]operation.Server{}, s...)})
}

// WriteCSV writes a header and one line a machine.
func (s serverList) WriteCSV(w io.Writer) error {
	rows := [][]string{{"host", "name", "system", "last_logon"}}
	for _, m := range s {
		rows = append(rows, []string{names.Cell(m.Host), names.Cell(m.Name), names.Cell(m.System), m.LastLogonText()})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// WriteMarkdown writes a table.
func (s serverList) WriteMarkdown(w io.Writer) error {
	fmt.Fprint(w, "| host | system | last logon |\n|---|---|---|\n")
	escape := strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "\\`")
	for _, m := range s {
		if _, err := fmt.Fprintf(w, "| %s | %s | %s |\n", escape.Replace(oneLine(m.Host)), escape.Replace(oneLine(m.System)), m.LastLogonText()); err != nil {
			return err
		}
	}
	return nil
}

func (s serverList) writeTable(w io.Writer) error {
	for _, m := range s {
		if _, err := fmt.Fprintf(w, "%-40s  %-34s  %s\n", oneLine(m.Host), oneLine(m.System), m.LastLogonText()); err != nil {
			return err
		}
	}
	return nil
}
