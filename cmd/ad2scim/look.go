package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/dashlane"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
	"ad2scim/tui/session"
)

// dashlaneKey is the variable with a key of Dashlane's public API.
const dashlaneKey = "AD2SCIM_DASHLANE_KEY"

// looker runs the probes of the playbook with what a workspace remembers.
type looker struct {
	dir    string
	secret func(migrate.Side, migrate.Connection) (migrate.Secret, error)
	say    func(string) // shows how to sign in; nil: with the progress
}

// look runs one probe. It returns what was seen, or a Problem: of class Partial
// where it looked and the step is not done, of another where it could not look.
func (l looker) look(ctx context.Context, p playbook.Probe, given session.Given, report migrate.Report) (string, error) {
	state, err := memory{l.dir}.state()
	if err != nil {
		return "", err
	}
	l.secret = inUse(given, l.secret)
	switch p {
	case playbook.ProbeSnapshot:
		return l.snapshot(ctx, report)
	case playbook.ProbeDiff:
		return l.diff(ctx, report, time.Time{})
	case playbook.ProbeDiffWhole:
		started := state.Playbook.Steps["idp-started"]
		if !started.Status.Over() {
			return "", cannotLook("provisioning has not been started yet, so that nothing has come", "do the steps before this one")
		}
		if state.Playbook.NamesNotNeeded() {
			return "", &migrate.Problem{Class: migrate.BadInput, What: "this cannot be seen here", Why: "no names need to be exact here, as the step names-exact says",
				Next: "look at the groups in the Admin Console, and confirm the step yourself", Err: playbook.ErrNothingAgainst}
		}
		saw, err := l.diff(ctx, report, started.At)
		return saw + "; names alone, members were not compared", err
	case playbook.ProbeSyncFind, playbook.ProbeSyncDisabled:
		return scriptSeen(state, p, time.Now())
	case playbook.ProbeSyncVerify:
		return "", inApp(cannotLook("the host must be looked at for it", "run ad2scim sync verify until it is sure"), "look with e, at this step")
	case playbook.ProbeAuditLog:
		return "", l.audited(given.AuditLog)
	case playbook.ProbeToken:
		return l.token(ctx, state, given.Token)
	case playbook.ProbeSCIM:
		return l.probe(ctx, state, given.Token)
	case playbook.ProbeEncryptionService:
		return service(ctx, state)
	case playbook.ProbeDashlaneStatus:
		return ssoOn(ctx)
	case playbook.ProbeReport:
		return reportWritten(l.dir)
	}
	return l.provider(ctx, state, p, report)
}

// inUse finds the secret of a connection: the one with which the app reads from it,
// or what is found otherwise.
func inUse(given session.Given, otherwise func(migrate.Side, migrate.Connection) (migrate.Secret, error)) func(migrate.Side, migrate.Connection) (migrate.Secret, error) {
	return func(side migrate.Side, c migrate.Connection) (migrate.Secret, error) {
		if u := given.InUse[side]; u.Location == c.Location && u.User == c.User && !u.Secret.IsZero() {
			return u.Secret, nil
		}
		return otherwise(side, c)
	}
}

func cannotLook(why, next string) error {
	return &migrate.Problem{Class: migrate.BadInput, What: "this cannot be seen here", Why: why, Next: next}
}

func notYet(why, next string) error {
	return &migrate.Problem{Class: migrate.Partial, What: "not done yet", Why: why, Next: next}
}

// inApp says what to do instead where the terminal app has a key for it.
func inApp(err error, next string) error {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		p.InApp = next
	}
	return err
}

// read reads one side from where it was read last.
func (l looker) read(ctx context.Context, side migrate.Side, report migrate.Report) (list, error) {
	c, err := memory{l.dir}.Connection(side)
	if err != nil {
		return list{}, err
	}
	if c.Location == "" {
		return list{}, inApp(cannotLook(fmt.Sprintf("no source is remembered for the side %s", sideTitle[side]), "set it up in the app, or run ad2scim diff and confirm the step yourself"),
			"set it up on Connection (7)")
	}
	if c.Secret, err = l.secret(side, c); err != nil {
		return list{}, err
	}
	source, err := openSource(ctx, side, c)
	if err != nil {
		return list{}, err
	}
	defer closeSource(source)
	groups, err := source.Groups(ctx, report)
	return list{source: source.String(), groups: groups, notes: notesOf(side, source)}, err
}

func (l looker) snapshot(ctx context.Context, report migrate.Report) (saw string, err error) {
	ad, err := l.read(ctx, migrate.AD, report)
	if err != nil {
		return "", err
	}
	err = record(l.dir, func(w *migration.Workspace) error {
		_, err := w.SaveSnapshot(migrate.AD, ad.source, ad.groups, ad.notes)
		return err
	})
	return fmt.Sprintf("%d groups of %s are saved in the workspace", len(ad.groups), ad.source), err
}

// diff compares what is remembered. An
// earlier comparison that it goes by must be newer than since.
func (l looker) diff(ctx context.Context, report migrate.Report, since time.Time) (string, error) {
	if saw, known, err := l.compared(since); known {
		return saw, err
	}
	at := time.Now().UTC()
	ad, err := l.read(ctx, migrate.AD, report)
	if err != nil {
		return "", err
	}
	provisioned, err := l.read(ctx, migrate.SCIM, report)
	if err != nil {
		return "", err
	}
	decisions, err := memory{l.dir}.Decisions()
	if err != nil {
		return "", err
	}
	result, err := diff.Compare(ctx, ad.groups, provisioned.groups, diff.Options{Decisions: decisions})
	if err != nil {
		return "", err
	}
	result.ADSource, result.SCIMSource = ad.source, provisioned.source
	dropped, err := recordComparison(l.dir, result, at)
	if err == nil && dropped != "" {
		err = cannotLook(dropped, "look again")
	}
	if err != nil {
		return "", err
	}
	n := migration.Compared(result, at).Names()
	if why := n.Wrong(); why != "" {
		return "", inApp(notYet(why+" ("+result.Summary.String()+")", n.Remedy()), fixThem(n))
	}
	return n.String(), nil
}

// compared goes by the last comparison where a side's source is not remembered,
// so that it cannot be read again: ad2scim diff made it.
func (l looker) compared(since time.Time) (saw string, known bool, err error) {
	state, err := memory{l.dir}.state()
	c := state.Comparison
	if err != nil || c == nil || state.Connections[migrate.AD].Location != "" && state.Connections[migrate.SCIM].Location != "" {
		return "", err != nil, err
	}
	if c.Time.Before(since) {
		return "", true, inApp(cannotLook("the last comparison is of "+moment(c.Time)+", before provisioning was started", "compare again with ad2scim diff"),
			"set both sides up on Connection (7); then v compares again")
	}
	n := c.NamesAt(time.Now())
	if why := n.Wrong(); why != "" {
		return "", true, inApp(notYet(why+", compared "+moment(c.Time), n.Remedy()), fixThem(n))
	}
	return fmt.Sprintf("%s, compared %s: %s with %s%s", n, moment(c.Time), c.AD, c.SCIM, fewer(state.First, c)), true, nil
}

// fewer says that a comparison is of much less than the first one was.
func fewer(first, now *migration.Comparison) string {
	count := func(c *migration.Comparison) int { return c.Exact + c.Differs + c.Conflicts + c.ADOnly }
	if first == nil || 2*count(now) >= count(first) {
		return ""
	}
	return fmt.Sprintf("; mind that this is about %d of AD's groups, and the first comparison was about %d", count(now), count(first))
}

// recordComparison remembers what a comparison found of lists that were read from
// this moment on, or says why it is not remembered.
func recordComparison(dir string, result *diff.Result, at time.Time) (dropped string, err error) {
	err = record(dir, func(w *migration.Workspace) error {
		return w.Update(func(s *migration.State) error {
			dropped = s.RecordComparison(result, at)
			return nil
		})
	})
	return dropped, err
}

// fixThem is playbook.Names.Remedy for the app.
func fixThem(n playbook.Names) string {
	if n.Doubles > 0 {
		return "remove the groups that are there a second time, at the identity provider: Groups (2) shows them; then v again"
	}
	return "make them exact on Fix (3), then v again"
}

// scriptSeen tells what ad2scim sync wrote down: the look itself needs a host.
func scriptSeen(state migration.State, p playbook.Probe, now time.Time) (string, error) {
	fact, known := state.Facts[string(doctor.ADSyncScript)]
	saw := fmt.Sprintf("the script is %s, seen %s", fact.Value, moment(fact.Time))
	switch {
	case !known || fact.Grade != migration.GradeVerified:
		return "", inApp(cannotLook("the script was not looked for yet", "run ad2scim sync find"), "look with e")
	case playbook.Stale(fact.Time, now, playbook.ScriptAge) != "":
		return "", inApp(cannotLook(saw+", "+playbook.Stale(fact.Time, now, playbook.ScriptAge), "look again with ad2scim sync find"), "look again with e")
	case p == playbook.ProbeSyncFind && fact.Value == "absent":
		return "", inApp(cannotLook("the last look, "+moment(fact.Time)+", found no script, which does not tell where it runs",
			"look with ad2scim sync find on every machine that could run it, or confirm that you know them all"),
			"look with e on every machine that could run it, or confirm that you know them all")
	case p == playbook.ProbeSyncDisabled && fact.Value != "disabled" && fact.Value != "absent":
		return "", inApp(notYet(saw, "run ad2scim sync stop, then ad2scim sync find"), "disable it here, with e")
	}
	return saw, nil
}

// lookedBefore says what the last look at the hosts gave, and changes nothing: to
// look again is for ad2scim sync verify, and an old look is no new one.
func lookedBefore(state migration.State, shut []playbook.Blocker) error {
	r := state.Playbook.Steps[playbook.StepScriptStopped]
	const again = "look again with ad2scim sync verify"
	if len(shut) == 0 {
		fmt.Fprintln(os.Stdout, oneLine("seen "+moment(r.At)+": "+r.Saw+"; "+again))
		return nil
	}
	fmt.Fprintln(os.Stdout, oneLine(shut[0].What+": "+shut[0].Why+"; "+again+" until it is sure"))
	return errFindings
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }

// token looks whether the endpoint takes the token. Its form alone can only be
// wrong.
func (l looker) token(ctx context.Context, state migration.State, token migrate.Secret) (string, error) {
	if c := state.Connections[migrate.SCIM]; token.IsZero() && speaksSCIM(c) {
		if kept, err := l.secret(migrate.SCIM, c); err == nil {
			token = kept
		}
	}
	if token.IsZero() {
		return "", cannotLook("there is no token to look at", "set "+secretVariable[migrate.SCIM]+", or keep the token in the system's keyring with the app, or confirm the step yourself")
	}
	if err := playbook.CheckToken(state.Path, token); err != nil {
		return "", err
	}
	if saw, err := l.probe(ctx, state, token); err == nil {
		return saw, nil
	}
	return "", cannotLook("it has the form of a token, and no endpoint has taken it yet", "confirm the step yourself; the step endpoint-answers tries the token once SCIM is on")
}

// speaksSCIM reports whether a connection leads to a SCIM endpoint.
func speaksSCIM(c migrate.Connection) bool {
	scheme, err := c.Scheme()
	return err == nil && (scheme == migrate.HTTPS || scheme == migrate.HTTP)
}

func (l looker) probe(ctx context.Context, state migration.State, token migrate.Secret) (string, error) {
	c := state.Connections[migrate.SCIM]
	if !speaksSCIM(c) {
		return "", inApp(cannotLook("no SCIM endpoint is remembered", "run ad2scim probe --scim URL, and confirm the step yourself"), "set it up on Connection (7)")
	}
	c.Secret = token
	if token.IsZero() {
		var err error
		if c.Secret, err = l.secret(migrate.SCIM, c); err != nil {
			return "", err
		}
	}
	client, err := scim.Open(c)
	if err != nil {
		return "", err
	}
	defer client.Close()
	result := client.Probe(ctx, func(scim.Check) {})
	if err := cmp.Or(ctx.Err(), result.Err()); err != nil {
		return "", err
	}
	for _, check := range result.Checks {
		if check.State == scim.Warn {
			return "", cannotLook("the endpoint answers, and there is something to mind about "+check.Name+": "+check.Detail, "read ad2scim probe, and confirm the step yourself")
		}
	}
	return "the endpoint answers and takes the token", nil
}

func service(ctx context.Context, state migration.State) (string, error) {
	c := state.Connections[migrate.SCIM]
	address := dashlane.ServiceOf(c.Location)
	if address == "" {
		return "", cannotLook("no self-hosted SCIM endpoint is remembered, which would tell its address", "open the service's address in a browser, and confirm the step yourself")
	}
	err := dashlane.ServiceAnswers(ctx, address, c.CAFile)
	if migrate.ClassOf(err) == migrate.Unreachable && ctx.Err() == nil {
		why := err.Error()
		if p, ok := errors.AsType[*migrate.Problem](err); ok {
			why = cmp.Or(p.Why, p.What)
		}
		return "", notYet(address+" does not show a page of Dashlane's: "+why, "see at its host whether the encryption service runs, and whether this is its address")
	}
	return address + " shows a page of Dashlane's", err
}

// dashlaneAPI is Dashlane's public API, or the address that the environment
// names for it.
func dashlaneAPI() string { return cmp.Or(os.Getenv("AD2SCIM_DASHLANE_URL"), dashlane.API) }

func ssoOn(ctx context.Context) (string, error) {
	status, err := dashlane.TeamStatus(ctx, dashlaneAPI(), migrate.NewSecret(os.Getenv(dashlaneKey)))
	if err != nil {
		return "", err
	}
	if !status.SSOEnabled {
		return "", notYet("Dashlane says that SSO is not enabled", "enable it in the Admin Console")
	}
	return fmt.Sprintf("Dashlane says that SSO is enabled, for %d domains", status.Domains), nil
}
