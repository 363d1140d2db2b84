package operation

import (
	"cmp"
	"context"
	"os"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// HostInput says which Windows hosts to scan, and how.
type HostInput struct {
	adsync.Targets
	// Password reads the password from where a front end was told that it is; nil to find it.
	Password func() (migrate.Secret, error)
}

// Named reports whether any host or result file is named.
func (h HostInput) Named() bool { return h.Local || len(h.Names)+len(h.Results) > 0 }

// targets returns the hosts, with the password if one is needed.
func (h HostInput) targets(ctx context.Context, ask Prompter) (adsync.Targets, error) {
	r := h.Targets
	if len(r.Names) == 0 || r.WinRM.User == "" || !r.WinRM.Password.IsZero() {
		return r, nil
	}
	var err error
	if h.Password != nil {
		r.WinRM.Password, err = h.Password()
		return r, err
	}
	if r.WinRM.Password = HostPassword(r.WinRM.User, migrate.Secret{}); r.WinRM.Password.IsZero() {
		r.WinRM.Password, err = ask.Secret(ctx, HostSide, migrate.Connection{Location: r.Names[0], User: r.WinRM.User})
	}
	return r, err
}

// HostSide is the side of the Windows hosts when a secret is asked for.
const HostSide migrate.Side = "host"

// SyncWords are what a person types before tasks of AD sync are changed.
type SyncWords struct {
	// Words are the words that must be typed.
	Words string
	// Risk is why more than a yes must be typed; empty if a yes is enough.
	Risk string
}

// WordsTo returns what a person types before tasks are disabled, or enabled again.
func WordsTo(action SyncAction) SyncWords {
	if action == SyncStop {
		risk := adsync.DeletionRisk()
		return SyncWords{Words: risk.Type, Risk: risk.Why}
	}
	return SyncWords{Words: "yes"}
}

// SyncConsent is what a person is asked before tasks of AD sync are changed.
type SyncConsent struct {
	SyncWords
	// SCIMOn says why SCIM counts as on, if AD sync is resumed: that needs a reason.
	SCIMOn []string
}

// NeedsReason reports whether a yes isn't enough, because AD sync is resumed while SCIM is
// on.
func (c SyncConsent) NeedsReason() bool { return len(c.SCIMOn) > 0 }

// OffersScripts reports whether tasks can be changed by scripts that take no reason: there
// are scripts, and no reason is needed.
func (c SyncConsent) OffersScripts(all []SyncScriptRequest) bool {
	return len(all) > 0 && !c.NeedsReason()
}

// ConsentTo returns what a person is asked before tasks are disabled, or enabled again.
func ConsentTo(action SyncAction, state migration.State) SyncConsent {
	consent := SyncConsent{SyncWords: WordsTo(action)}
	if action == SyncResume {
		consent.SCIMOn = state.SCIMOn()
	}
	return consent
}

// HostPassword returns the password of an account for the Windows hosts: the one that was
// entered for it, or else the environment's. Without an account there is none.
func HostPassword(account string, entered migrate.Secret) migrate.Secret {
	switch {
	case account == "":
		return migrate.Secret{}
	case !entered.IsZero():
		return entered
	}
	return migrate.NewSecret(os.Getenv(HostPasswordVariable))
}

// syncService returns the adsync.Service for this workspace.
func (s *Service) syncService() adsync.Service {
	return adsync.Service{Hold: func() (*migration.Workspace, error) { return s.hold(context.Background()) }, Who: Who()}
}

// tellSettled reports the results of changes that an earlier run left open.
func tellSettled(show Progress, all []adsync.Settled) {
	for _, one := range all {
		show.Happened(one.String())
	}
}

// scan scans all named hosts at the same time, and returns also the hosts on which scripts
// can be run. It fails if none could be scanned.
func (s *Service) scan(ctx context.Context, in HostInput, ask Prompter, show Progress) ([]adsync.Host,
	[]adsync.ScanResult,
	error,
) {
	r, err := in.targets(ctx, ask)
	if err != nil {
		return nil, nil, err
	}
	hosts, err := s.hostsOf(r)
	if err != nil {
		return nil, nil, err
	}
	scans, err := adsync.ScanTargets(ctx, hosts, r.Results, show.Report(migrate.AD))
	return hosts, scans, err
}

// scanAndRemember is scan, and remembers the hosts for the next scan: after a search in place
// of the remembered ones, otherwise in addition to them.
func (s *Service) scanAndRemember(ctx context.Context, in HostInput, search bool, ask Prompter, show Progress) (
	[]adsync.Host, []adsync.ScanResult, error,
) {
	hosts, scans, err := s.scan(ctx, in, ask, show)
	if err != nil {
		return hosts, scans, err
	}
	if notKept := s.rememberHosts(in.Targets, search); notKept != nil {
		show.Warn("the hosts aren't remembered: " + notKept.Error())
	}
	return hosts, scans, nil
}

// rememberHosts remembers the hosts of a scan for the next one. Result files have a fixed
// time, so with result files nothing is remembered.
func (s *Service) rememberHosts(t Targets, search bool) error {
	if len(t.Results) > 0 {
		return nil
	}
	return s.syncService().RememberTargets(t, search)
}

// FindResult is what a scan found. Unreached is the error of the first host that couldn't be
// scanned.
type FindResult struct {
	Assessment SyncAssessment
	Unreached  error
}

// Found reports whether something that may belong to AD sync was found.
func (r FindResult) Found() bool { return len(r.Assessment.Candidates) > 0 }

// FindSync scans hosts for the script of AD sync and records what it found.
func (s *Service) FindSync(ctx context.Context, in HostInput, ask Prompter, show Progress) (FindResult, error) {
	_, scans, err := s.scanAndRemember(ctx, in, true, ask, show)
	if err != nil {
		return FindResult{}, err
	}
	taken, err := s.syncService().RecordScan(scans)
	tellSettled(show, taken.Settled)
	result := FindResult{Assessment: taken.Assessment}
	for _, l := range scans {
		result.Unreached = cmp.Or(result.Unreached, l.Err)
	}
	return result, err
}

// Servers lists the servers in AD.
func (s *Service) Servers(ctx context.Context, in Input, ask Prompter, show Progress) ([]migrate.Server, error) {
	c, err := s.Connect(ctx, in, ask, show)
	if err != nil {
		return nil, err
	}
	return s.ServersOf(ctx, c, show.Report(migrate.AD))
}

// ServersOf lists the servers in the domains of a connection.
func (s *Service) ServersOf(ctx context.Context, c migrate.Connection, report migrate.Report) ([]migrate.Server,
	error,
) {
	var all []migrate.Server
	for _, one := range c.SourcesWithSecrets() {
		if len(c.More) > 0 && !one.SpeaksLDAP() {
			continue // one of the sources may be a file
		}
		servers, err := s.serversOfOne(ctx, one, report)
		if err != nil {
			return nil, err
		}
		all = append(all, servers...)
	}
	return all, nil
}

func (s *Service) serversOfOne(ctx context.Context, c migrate.Connection, report migrate.Report) ([]migrate.Server,
	error,
) {
	d, err := s.Directory(ctx, c)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Servers(ctx, report)
}

// VerifyInput is what an admin states in addition to a scan.
type VerifyInput struct {
	Console  []adsync.ConsoleReading
	NotSync  []adsync.TaskName
	Gone     []string
	AuditLog string
}

// statement returns the admin's statement, with the events of the audit log.
func (v VerifyInput) statement() (adsync.AdminStatement, error) {
	events, sum, err := readAuditLog(v.AuditLog)
	return adsync.AdminStatement{
		Console: v.Console, NotSync: v.NotSync, Gone: v.Gone, Audited: v.AuditLog != "",
		Events: events, AuditSHA256: sum,
	}, err
}

// VerifySync scans hosts and decides whether AD sync has stopped. locked says why the
// requirement is still locked although the verdict is certain, or "".
func (s *Service) VerifySync(ctx context.Context, in HostInput, v VerifyInput, ask Prompter,
	show Progress,
) (verdict SyncVerdict, locked string, err error) {
	said, err := v.statement()
	if err != nil {
		return verdict, "", err
	}
	_, scans, err := s.scanAndRemember(ctx, in, false, ask, show)
	if err != nil {
		return verdict, "", err
	}
	verdict, settled, err := s.syncService().Verify(scans, said)
	tellSettled(show, settled)
	if err != nil || !verdict.IsCertain() {
		return verdict, "", err
	}
	state, err := s.State()
	if err != nil {
		return verdict, "", err
	}
	w, err := state.Runbook()
	if err != nil {
		return verdict, "", nil // no path is chosen, so nothing is locked
	}
	if shut := w.Blockers(playbook.Step{Requirements: []playbook.RequirementID{playbook.RequirementScriptStopped}},
		state.Context(w)); len(shut) > 0 {
		locked = "the requirement " + string(playbook.RequirementScriptStopped) + " isn't met: " + shut[0].String()
	}
	return verdict, locked, nil
}
