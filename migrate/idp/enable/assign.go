package enable

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/store"
)

// AssignSchema names the form of an assignment plan in JSON.
const AssignSchema = "ad2scim.assignplan/v1"

// Action is what is to happen to one group's assignment.
type Action string

// The actions. Nothing is ever taken away.
const (
	Add     Action = "add"
	Keep    Action = "keep"    // assigned already
	Leave   Action = "leave"   // assigned, though AD sync did not have it: left as it is
	Missing Action = "missing" // AD sync had it, the tenant has none
	Unclear Action = "unclear" // several could be it: choose at the provider
)

// Assignment is one group of an assignment plan.
type Assignment struct {
	Action Action `json:"action"`
	AD     string `json:"ad,omitempty"`    // the name in AD
	Group  string `json:"group,omitempty"` // the provider's id
	Sent   string `json:"sent,omitempty"`
	By     string `json:"by,omitempty"` // identity or name
	Note   string `json:"note,omitempty"`
}

// Assignments is which groups are to be assigned to the app.
type Assignments struct {
	Schema string       `json:"schema"`
	Rows   []Assignment `json:"rows"`
}

// PlanAssignments says for each group that AD sync had which group of the
// tenant's directory it is: by identity (objectGUID, then security identifier)
// first and by its exact name second, never by a similar name. A name is no
// match where the identities are known and differ.
func PlanAssignments(ad []migrate.Group, directory, assigned []idp.Group) *Assignments {
	byID, bySID, byName := map[string][]idp.Group{}, map[string][]idp.Group{}, map[string][]idp.Group{}
	for _, g := range directory {
		if g.ADID != "" {
			byID[strings.ToLower(g.ADID)] = append(byID[strings.ToLower(g.ADID)], g)
		}
		if g.ADSID != "" {
			bySID[strings.ToUpper(g.ADSID)] = append(bySID[strings.ToUpper(g.ADSID)], g)
		}
		byName[g.Sent] = append(byName[g.Sent], g)
	}
	has, wanted := map[string]bool{}, map[string]bool{}
	for _, g := range assigned {
		has[g.ID] = true
	}
	plan := &Assignments{Schema: AssignSchema}
	for _, a := range ad {
		guid := strings.ToLower(a.ADID)
		if guid == "" {
			guid = strings.ToLower(a.ID)
		}
		found, by := byID[guid], "identity"
		if guid == "" {
			found = nil
		}
		if len(found) == 0 && a.ADSID != "" {
			found = bySID[strings.ToUpper(a.ADSID)]
		}
		if len(found) == 0 {
			by = "name"
			for _, g := range byName[a.Name] {
				if g.ADID == "" || guid == "" {
					found = append(found, g)
				}
			}
		}
		plan.Rows = append(plan.Rows, decide(a, found, by, has, wanted))
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
			wanted[g.ID] = true // not "left": it may be the one
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

// Count counts the rows of one action.
func (a *Assignments) Count(action Action) int {
	n := 0
	for _, row := range a.Rows {
		if row.Action == action {
			n++
		}
	}
	return n
}

// Standing says in words how the assignments stand. left is empty where every
// group that AD sync had is assigned.
func (a *Assignments) Standing() (saw, left string) {
	add, missing, unclear := a.Count(Add), a.Count(Missing), a.Count(Unclear)
	if add+missing+unclear > 0 {
		return "", fmt.Sprintf(
			"of the groups that AD sync had, %d are not assigned, %d are missing at the provider and %d are unclear", add,
			missing, unclear)
	}
	return fmt.Sprintf("every group that AD sync had is assigned (%d)", a.Count(Keep)), ""
}

// Assign makes the additions of a plan, each with an intent and a result in the
// journal, and stops at the first that fails.
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
		e.Report.Send(migrate.Progress{Doing: "assigning groups", Done: len(outcomes), Total: total})
		r := e.record(doAssign, idp.Step{})
		r.Group = row.Group
		seq, err := e.write(run, KindIntent, r)
		if err != nil {
			return outcomes, err
		}
		failed := e.Provider.Assign(ctx, e.App, row.Group)
		r.Intent, r.State = seq, Done
		if failed != nil {
			r.State, r.Why = InDoubt, failed.Error()
			if state, err := e.lookAssigned(ctx, row.Group); err == nil {
				r.State = state
			}
			if r.State == Done {
				failed = nil
			}
		}
		outcomes = append(outcomes, Outcome{Group: row.Group, Title: row.Sent, State: r.State, Why: r.Why})
		if _, err := e.write(run, KindResult, r); err != nil {
			return outcomes, errors.Join(failed, err)
		}
		if failed != nil {
			return outcomes, failed
		}
	}
	return outcomes, nil
}

var assignColumns = []string{"action", "ad name", "sent name", "paired by", "note"}

func (a *Assignments) rows() [][]string {
	rows := make([][]string, len(a.Rows))
	for i, r := range a.Rows {
		rows[i] = []string{string(r.Action), r.AD, r.Sent, r.By, r.Note}
	}
	return rows
}

// WriteTable writes the plan for a terminal or a pipe.
func (a *Assignments) WriteTable(w io.Writer) error { return writeColumns(w, assignColumns, a.rows()) }

// WriteJSON writes the plan in the form that AssignSchema names.
func (a *Assignments) WriteJSON(w io.Writer) error { return writeJSON(w, a) }

// WriteCSV writes one line a group.
func (a *Assignments) WriteCSV(w io.Writer) error { return writeCSV(w, assignColumns, a.rows()) }

// WriteMarkdown writes the plan as a table.
func (a *Assignments) WriteMarkdown(w io.Writer) error {
	return writeMarkdown(w, assignColumns, a.rows())
}
