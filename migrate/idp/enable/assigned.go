package enable

import (
	"io"

	"ad2scim/migrate/idp"
)

// AssignedSchema is the schema of Assigned as JSON.
const AssignedSchema = "ad2scim.assigned/v1"

// Assigned are the groups and users that an app is assigned to.
type Assigned struct {
	Groups []idp.Group
	Users  []idp.User
}

var assignedColumns = []string{"kind", "name", "login or sent name", "note"}

func (a Assigned) rows() [][]string {
	var rows [][]string
	for _, g := range a.Groups {
		rows = append(rows, []string{"group", g.Name, g.Sent, g.Authority})
	}
	for _, u := range a.Users {
		note := ""
		if !u.Active {
			note = "not active"
		}
		rows = append(rows, []string{"user", u.Name, u.Login, note})
	}
	return rows
}

// WriteTable writes them for a terminal or a pipe.
func (a Assigned) WriteTable(w io.Writer) error { return writeColumns(w, assignedColumns, a.rows()) }

// WriteJSON writes one object with the schema AssignedSchema.
func (a Assigned) WriteJSON(w io.Writer) error {
	type group struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Sent      string `json:"sent"`
		Authority string `json:"authority,omitempty"`
		ADID      string `json:"ad_id,omitempty"`
		ADSID     string `json:"ad_sid,omitempty"`
	}
	out := struct {
		Schema string     `json:"schema"`
		Groups []group    `json:"groups"`
		Users  []idp.User `json:"users"`
	}{AssignedSchema, []group{}, append([]idp.User{}, a.Users...)}
	for _, g := range a.Groups {
		out.Groups = append(out.Groups, group{g.ID, g.Name, g.Sent, g.Authority, g.ADID, g.ADSID})
	}
	return writeJSON(w, out)
}

// WriteCSV writes one line for each group or user.
func (a Assigned) WriteCSV(w io.Writer) error { return writeCSV(w, assignedColumns, a.rows()) }

// WriteMarkdown writes them as a table.
func (a Assigned) WriteMarkdown(w io.Writer) error {
	return writeMarkdown(w, assignedColumns, a.rows())
}
