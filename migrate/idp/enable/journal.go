package enable

import (
	"cmp"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/names"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// Journal records changes. *store.Journal implements it.
type Journal interface {
	// Append returns after the entry is safe from a crash.
	Append(store.Entry) (store.Entry, error)
	All() iter.Seq2[store.Entry, error]
}

// The kinds of journal entries of this package.
const (
	KindIntent = "enable-intent" // a step is about to be made
	KindResult = "enable-result" // the result of a step
	KindFound  = "enable-found"  // a step was read and needed no change
	KindBegin  = "enable-begin"  // the admin is about to start provisioning; nothing was recorded before
	KindUndo   = "enable-undo"   // what was made at an app is about to be undone
)

// The operations of records.
const (
	doApply  = "apply"
	doRevert = "revert"
	doAssign = "assign"
	doTry    = "try"   // one member is provisioned as a trial
	doBegin  = "begin" // with KindBegin
	doFound  = "found" // with KindFound
)

// State is the result of a step.
type State string

// The states of a step.
const (
	Done       State = "done"        // made, and read back
	AlreadySet State = "as-wanted"   // needed no change
	Confirmed  State = "attested"    // the admin confirmed that it is made
	NotDone    State = "not-done"    // not made: its settings are as before
	Unknown    State = "in-doubt"    // it may have been made, completely or partly
	Other      State = "other"       // read later: its settings are neither as before nor as planned
	NotStarted State = "not-started" // the run ended before it
	ByHand     State = "by-hand"     // left to the admin
)

// Words returns the state for people.
func (s State) Words() string {
	return cmp.Or(map[State]string{
		AlreadySet: "already set", Confirmed: "confirmed", NotDone: "not done", Unknown: "unknown",
		NotStarted: "not started", ByHand: "to do by hand",
	}[s], string(s))
}

// record is the data of an entry. It contains no secrets.
type record struct {
	Do     string        `json:"do"`
	IDP    playbook.IDP  `json:"idp"`
	Tenant string        `json:"tenant"`
	App    idp.App       `json:"app"`
	Path   playbook.Path `json:"path,omitempty"`
	URL    string        `json:"endpoint,omitempty"`
	Step   idp.Step      `json:"step,omitzero"`
	Group  string        `json:"group,omitempty"` // id of an assigned group
	// GroupName is the name that is sent for a group that is provisioned as a trial.
	GroupName string `json:"group_name,omitempty"`
	User      string `json:"user,omitempty"`   // id of an assigned user
	Login     string `json:"login,omitempty"`  // login of that user
	Of        int64  `json:"of,omitempty"`     // number of the intent that is undone, or of the wait that ended
	Intent    int64  `json:"intent,omitempty"` // in a result: sequence number of its intent
	State     State  `json:"state,omitempty"`
	Saw       string `json:"saw,omitempty"`
	Why       string `json:"why,omitempty"`
	PID       int    `json:"pid,omitempty"` // in a wait: the waiting process, on the entry's host
}

// what returns the name of the step or the assignment.
func (r record) what() string {
	switch {
	case r.Do == doTry && r.Group != "":
		return "provision the group " + migrate.Quote(cmp.Or(r.GroupName, r.Group)) + " with the user " + r.Login +
			" as a trial"
	case r.Do == doTry:
		return "provision the user " + r.Login + " as a trial"
	case r.User != "":
		return "assign the user " + r.Login
	case r.Do == doAssign:
		return "assign the group " + r.Group
	}
	return r.Step.Title
}

func (r record) words() string {
	what := r.what()
	if r.Do == doRevert {
		what = "undo: " + what
	}
	if r.Do == doBegin {
		what = "begin: " + what
	}
	if r.Do == doWait {
		what = "wait for the admin to do: " + what
		if r.Of != 0 {
			what = "no more " + what
		}
	}
	s := what + ", " + migrate.Quote(r.App.Name) + " at " + r.Tenant
	switch {
	case r.State == "" && r.Why != "":
		s += ": " + r.Why
	case r.State == "":
	case r.Why != "":
		s = r.State.Words() + ": " + s + ": " + r.Why
	default:
		s = r.State.Words() + ": " + s
	}
	return names.Visible(s)
}

var errContainsToken = errors.New("it would hold the token")

// write appends a record. It refuses one that contains the token.
func (e *Engine) write(run, kind string, r record) (int64, error) {
	raw, err := exactjson.Marshal(r)
	if err == nil && (containsToken(string(raw), e.Config.Token) || containsToken(r.words(), e.Config.Token)) {
		err = errContainsToken
	}
	if err != nil {
		return 0, &migrate.Problem{
			Class: migrate.Partial, What: "cannot write to the journal", Why: err.Error(),
			Next: "nothing else was changed; run it again", Err: err,
		}
	}
	entry, err := e.Journal.Append(store.Entry{Run: run, Kind: kind, Text: r.words(), Data: raw})
	return entry.Seq, err
}

// LastSetup is where SCIM was last switched on.
type LastSetup struct {
	App      idp.App
	Path     playbook.Path
	Endpoint string
	// Undone reports whether undoing anything at the app was begun since.
	Undone bool
}

// EndpointOf returns the endpoint if it was set at this app, on this path, and nothing was undone since. Otherwise
// it returns "".
func (b LastSetup) EndpointOf(app idp.App, path playbook.Path) string {
	if b.App.ID != app.ID || b.Path != path || b.Undone {
		return ""
	}
	return b.Endpoint
}

// Last returns the app, the path and the endpoint of the newest step that was made, or needed no change, at a
// provider's tenant. ok is false if the journal has none.
func Last(j Journal, p idp.Provider) (last LastSetup, ok bool, err error) {
	err = each(j, append(slices.Clone(steps), KindUndo, KindFound), func(_ store.Entry, r record) {
		switch {
		case r.IDP != p.ID() || r.Tenant != p.String():
		case r.Do == doApply || r.Do == doFound:
			last, ok = LastSetup{App: r.App, Path: r.Path, Endpoint: r.URL}, true
		case r.Do == doRevert && r.App.ID == last.App.ID:
			last.Undone = true // or begun: the remaining state is unknown
		}
	})
	return last, ok, err
}

// StartedAt returns since when a provider's provisioning belongs to this migration: the time of the intent to start
// provisioning of an app, if its endpoint wasn't changed or undone since. A provider without a call for the start
// sends as soon as it is set up; for it, it is the time of the first step at the app since then. It returns zero if
// the journal has none.
func StartedAt(j Journal, p idp.Provider, app idp.App) (at time.Time, err error) {
	starts, endpoint := p.Mode(idp.StepStart) == idp.ModeApply, ""
	err = each(j, append(slices.Clone(steps), KindBegin), func(entry store.Entry, r record) {
		setsEndpoint := r.Do == doApply && r.Step.ID == idp.StepEndpoint
		another := setsEndpoint && endpoint != "" && !migrate.SameEndpoint(r.URL, endpoint)
		switch {
		case r.IDP != p.ID() || r.Tenant != p.String() || r.App.ID != app.ID:
			return
		case r.Do == doRevert:
			undone := entry.Kind == KindResult && (r.State == Done || r.State == Confirmed)
			if undone && (r.Step.ID == idp.StepStart || r.Step.ID == idp.StepEndpoint) {
				at, endpoint = time.Time{}, ""
			}
		case starts && another:
			at = time.Time{} // a provider that runs already sends the rest to the other endpoint
		case starts:
			if entry.Kind == KindIntent && r.Do == doApply && r.Step.ID == idp.StepStart {
				at = entry.Time
			}
		case at.IsZero() || another:
			at = entry.Time
		}
		if setsEndpoint {
			endpoint = r.URL
		}
	})
	return at, err
}

// found records that a step needed no change, unless the newest record already says so for this app, path and
// endpoint. The next run and the checks use the newest record.
func (e *Engine) found(run string, step idp.Step) error {
	last, ok, err := Last(e.Journal, e.Provider)
	if err != nil {
		return err
	}
	places, err := e.Places()
	if err != nil {
		return err
	}
	if ok && places.here[step.ID] && last.App.ID == e.App.ID &&
		migrate.SameEndpoint(last.EndpointOf(e.App, e.Config.Path), e.Config.Endpoint) {
		return nil
	}
	r := e.record(doFound, idp.Step{ID: step.ID, Title: step.Title, Mode: step.Mode})
	r.State = AlreadySet
	_, err = e.write(run, KindFound, r)
	return err
}

// BeginUndo records that undoing what was made at the app begins. Nothing else shows that for steps of the admin
// until the admin confirms them.
func (e *Engine) BeginUndo() error {
	_, err := e.write(store.NewRun(), KindUndo, e.record(doRevert, idp.Step{Title: "the setup"}))
	return err
}

// begin returns StartedAt for a start that the admin makes. If nothing was recorded before, it records that the
// start begins, because what was sent until now doesn't belong to this migration.
func (e *Engine) begin(run string, step idp.Step) (time.Time, error) {
	at, err := StartedAt(e.Journal, e.Provider, e.App)
	if err != nil || !at.IsZero() || step.ID != idp.StepStart {
		return at, err
	}
	if _, err := e.write(run, KindBegin, e.record(doBegin, step)); err != nil {
		return at, err
	}
	return StartedAt(e.Journal, e.Provider, e.App)
}

// mine calls do for each record about this app, oldest first.
func (e *Engine) mine(do func(entry store.Entry, r record)) error {
	return each(e.Journal, steps, func(entry store.Entry, r record) {
		if e.about(r) {
			do(entry, r)
		}
	})
}

// about reports whether a record is about this app. Its id is unique at the provider; a tenant can
// be named in several ways, such as by its id or a domain.
func (e *Engine) about(r record) bool { return r.IDP == e.Provider.ID() && r.App.ID == e.App.ID }

// steps are the kinds of entries about steps.
var steps = []string{KindIntent, KindResult}

func each(j Journal, kinds []string, do func(entry store.Entry, r record)) error {
	for entry, err := range j.All() {
		if err != nil {
			return err
		}
		if !slices.Contains(kinds, entry.Kind) {
			continue
		}
		var r record
		if err := json.Unmarshal(entry.Data, &r); err != nil {
			return broken(err)
		}
		do(entry, r)
	}
	return nil
}

func broken(err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the journal",
		Why: "an entry about the identity provider is broken", Next: "update ad2scim, or restore the journal from a backup",
		Err: err,
	}
}
