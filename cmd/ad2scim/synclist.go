package main

import (
	"fmt"
	"io"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/render"
)

// serverList is a list of servers in every format.
type serverList []migrate.Server

// WriteJSON writes one object with the schema ad2scim.synchosts/v1.
func (s serverList) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, map[string]any{"schema": "ad2scim.synchosts/v1", "hosts": append([]migrate.Server{},
		s...)})
}

// WriteCSV writes a header and a line for each server.
func (s serverList) WriteCSV(w io.Writer) error {
	rows := [][]string{{"host", "name", "system", "last_logon"}}
	for _, m := range s {
		rows = append(rows, []string{m.Host, m.Name, m.System, m.LastLogonText()})
	}
	return render.WriteCSV(w, rows)
}

// WriteMarkdown writes a table.
func (s serverList) WriteMarkdown(w io.Writer) error {
	var rows [][]string
	for _, m := range s {
		rows = append(rows, []string{m.Host, m.System, m.LastLogonText()})
	}
	return render.WriteMarkdown(w, []string{"host", "system", "last logon"}, rows)
}

func (s serverList) writeTable(w io.Writer) error {
	for _, m := range s {
		if _, err := fmt.Fprintf(w, "%-40s  %-34s  %s\n", oneLine(m.Host), oneLine(m.System), m.LastLogonText()); err != nil {
			return err
		}
	}
	return nil
}
