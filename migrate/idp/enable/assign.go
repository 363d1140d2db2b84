package enable

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/render"
	"ad2scim/migrate/store"
)

// AssignSchema is the schema of an assignment plan as JSON.
const AssignSchema = "ad2scim.assignplan/v1"

// Action is what to do about one group's assignment.
type Action string

// The actions. Nothing is ever removed.
const (
	Add     Action = "add"
	Keep    Action = "keep"    // already assigned
	Leave   Action = "leave"   // assigned, although AD sync didn't send it; it isn't changed
	Missing Action = "missing" // AD sync sent it, but the tenant doesn't have it
	Unclear Action = "unclear" // several groups match: choose at the provider
	Push    Action = "push"    // is or will be pushed, so it isn't assigned
	Missed  Action = "missed"  // a member of a pushed group without access
)

// Assignment is one group or one user of an assignment plan.
type Assignment struct {
	Action  Action `json:"action"`
	AD      string `json:"ad,omitempty"`    // the name in AD
	Group   string `json:"group,omitempty"` // the provider's id
	Sent    string `json:"sent,omitempty"`
	Address string `json:"address,omitempty"` // the user's address in the list
	User    string `json:"user,omitempty"`    // the provider's id
	Login   string `json:"login,omitempty"`
	By      string `json:"by,omitempty"` // matched by identity or name
	Note    string `json:"note,omitempty"`
}

// what returns the name of the group or the user.
func (a Assignment) what() string {
	if a.User != "" {
		return a.Login
	}
	return a.Sent
}

// Assignments is a plan of which groups or users to assign to the app.
type Assignments struct {
	Schema string       `json:"schema"`
	Rows   []Assignment `json:"rows"`
	// access says that the groups that give access aren't those that are sent; direct that users are assigned directly.
	access, direct bool
}

// PlanAssignments finds, for each group that AD sync sent, the group of the tenant's directory (idp.Pair), and
// whether it is assigned to the app.
func PlanAssignments(app idp.App, ad []migrate.Group, directory, assigned []idp.Group) *Assignments {
	has, wanted := map[string]bool{}, map[string]bool{}
	for _, g := range assigned {
		has[g.ID] = true
	}
	plan := &Assignments{Schema: AssignSchema}
	for _, pair := range idp.Pair(ad, directory, app) {
		plan.Rows = append(plan.Rows, decide(pair.AD, pair.Found, pair.By, has, wanted))
	}
	for _, g := range assigned {
		if !wanted[g.ID] {
			plan.Rows = append(plan.Rows, Assignment{Action: Leave, Group: g.ID, Sent: g.Sent})
		}
	}
	return plan
}

func decide(a migrate.Group, found []idp.Group, by string, has, wanted map[string]bool) Assignment {
	row := Assignment{AD: a.Name}
	for _, g := range found {
		if len(found) > 1 {
			wanted[g.ID] = true // not "left", because it may be the right one
		}
	}
	switch len(found) {
	case 0:
		row.Action, row.Note = Missing, "no group there has this identity or this exact name"
		return row
	case 1:
	default:
		row.Action, row.By, row.Note = Unclear, by, "several groups there have this "+by
		return row
	}
	g := found[0]
	row.Group, row.Sent, row.By, row.Action = g.ID, g.Sent, by, Add
	if has[g.ID] || wanted[g.ID] {
		row.Action = Keep
	}
	wanted[g.ID] = true
	if g.Sent != a.Name {
		row.Note = "the names differ"
	}
	return row
}

// Count returns the number of rows with this action.
func (a *Assignments) Count(action Action) int {
	n := 0
	for _, row := range a.Rows {
		if row.Action == action {
			n++
		}
	}
	return n
}

// Summary describes the state of the assignments. left is empty if every group that AD sync sent is assigned.
func (a *Assignments) Summary() (saw, left string) {
	if a.access {
		return a.accessSummary()
	}
	if open := a.open(); open != "" {
		return "", open
	}
	return fmt.Sprintf("every group that AD sync had is assigned (%d)", a.Count(Keep)), ""
}

// open describes how many groups that AD sync sent aren't assigned yet. It returns "" if none.
func (a *Assignments) open() string {
	var all []string
	for _, c := range []struct {
		action    Action
		one, many string
	}{
		{Add, "is not assigned", "are not assigned"},
		{Missing, "is missing at the provider", "are missing at the provider"},
		{Unclear, "is unclear", "are unclear"},
	} {
		if n := a.Count(c.action); n > 0 {
			all = append(all, render.Count(n, c.one, c.many))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "of the groups that AD sync had, " + strings.Join(all, ", ")
}

// Assign makes the additions of a plan, each with an intent and a result in the journal. It stops at the first
// failure.
func (e *Engine) Assign(ctx context.Context, plan *Assignments) ([]Outcome, error) {
	run := store.NewRun()
	var outcomes []Outcome
	total := plan.Count(Add)
	for _, row := range plan.Rows {
		if row.Action != Add {
			continue
		}
		if err := ctx.Err(); err != nil {
			return outcomes, err
		}
		e.Report.Send(migrate.Progress{Doing: "assigning", Done: len(outcomes), Total: total})
		o, err := e.assign(ctx, run, row)
		if o.State != "" {
			outcomes = append(outcomes, o)
		}
		if err != nil {
			return outcomes, err
		}
	}
	return outcomes, nil
}

// assign makes one addition. The outcome is empty if nothing was begun.
func (e *Engine) assign(ctx context.Context, run string, row Assignment) (Outcome, error) {
	r := e.record(doAssign, idp.Step{})
	r.Group, r.User, r.Login = row.Group, row.User, row.Login
	seq, err := e.write(run, KindIntent, r)
	if err != nil {
		return Outcome{}, err
	}
	failed := e.assignOne(ctx, row)
	r.Intent, r.State = seq, Done
	if failed != nil {
		r.State, r.Why = Unknown, failed.Error()
		if state, err := e.lookAssigned(ctx, row.Group, row.User); err == nil {
			r.State = state
		}
		if r.State == Done {
			failed = nil
		}
	}
	o := Outcome{Group: row.Group, User: row.User, Title: row.what(), State: r.State, Why: r.Why}
	if _, err := e.write(run, KindResult, r); err != nil {
		return o, errors.Join(failed, err)
	}
	return o, failed
}

func (e *Engine) assignOne(ctx context.Context, row Assignment) error {
	if row.User == "" {
		return e.Provider.Assign(ctx, e.App, row.Group)
	}
	users, can := e.Provider.(idp.UserAssigner)
	if !can {
		return noUsers(e.Provider)
	}
	return users.AssignUser(ctx, e.App, row.User)
}

var assignColumns = []string{"action", "ad name", "sent name", "paired by", "note"}

func (a *Assignments) rows() [][]string {
	rows := make([][]string, len(a.Rows))
	for i, r := range a.Rows {
		rows[i] = []string{string(r.Action), cmp.Or(r.AD, r.Address), cmp.Or(r.Sent, r.Login), r.By, r.Note}
	}
	return rows
}

// WriteTable writes the plan for a terminal or a pipe.
func (a *Assignments) WriteTable(w io.Writer) error { return writeColumns(w, assignColumns, a.rows()) }

// WriteJSON writes the plan with the schema AssignSchema.
func (a *Assignments) WriteJSON(w io.Writer) error { return writeJSON(w, a) }

// WriteCSV writes one line for each group.
func (a *Assignments) WriteCSV(w io.Writer) error { return writeCSV(w, assignColumns, a.rows()) }

// WriteMarkdown writes the plan as a table.
func (a *Assignments) WriteMarkdown(w io.Writer) error {
	return writeMarkdown(w, assignColumns, a.rows())
}
