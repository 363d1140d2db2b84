package operation

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/dashlane"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/migrate/scim"
)

// findings are what the doctor has checked.
type findings struct {
	origins []doctor.Origin
	notes   []string
	scans   []adsync.ScanResult // scans for the script, to be recorded like every scan
}

func (f *findings) saw(fact doctor.Fact, value, source string) {
	f.origins = append(f.origins, doctor.Origin{
		Fact: fact, Value: value, Grade: string(migration.GradeVerified),
		Source: source, Time: time.Now().UTC(),
	})
}

// unseen adds a note that something couldn't be checked, and why.
func (f *findings) unseen(what string, err error) {
	f.notes = append(f.notes, what+" couldn't be checked: "+err.Error())
}

// find checks everything that is named or remembered. What can't be checked becomes a note;
// only invalid input and the end of ctx are errors.
func (s *Service) find(ctx context.Context, e Examination, path playbook.Path, state migration.State, ask Prompter,
	show Progress,
) (findings, error) {
	var f findings
	if key := dashlaneKey(); !key.IsZero() {
		f.sso(ctx, key)
	} else if e.Check {
		f.notes = append(f.notes, "SSO wasn't checked: set "+DashlaneKeyVariable+" to a key for Dashlane's public API")
	}
	if e.Hosts.Named() {
		if err := s.findScript(ctx, e.Hosts, &f, ask, show); err != nil {
			return f, err
		}
	}
	if err := s.findEndpoint(ctx, e, path, state, &f, ask, show); err != nil {
		return f, err
	}
	err := s.findGroupEvents(e, &f)
	return f, cmp.Or(err, ctx.Err())
}

// findScript scans the hosts and assesses the result with what the workspace knows. It
// changes nothing in the workspace.
func (s *Service) findScript(ctx context.Context, hosts HostInput, f *findings, ask Prompter,
	show Progress,
) (err error) {
	if _, f.scans, err = s.scan(ctx, hosts, ask, show); err != nil {
		return err
	}
	m, err := s.syncMemory()
	if err != nil {
		return err
	}
	all := adsync.Assess(f.scans, m)
	if all.Script == doctor.Unknown {
		f.notes = append(f.notes, "the script's state isn't certain: run ad2scim sync find")
	} else {
		f.saw(doctor.ADSyncScript, all.Script, string(playbook.ProbeSyncFind))
	}
	return nil
}

// sso asks Dashlane's public API. If SSO isn't enabled, it may still be configured; the API
// doesn't say, and neither do the domains that it lists.
func (f *findings) sso(ctx context.Context, key migrate.Secret) {
	const source = "Dashlane's public API"
	switch status, err := dashlane.TeamStatus(ctx, dashlaneAPI(), key); {
	case err != nil:
		f.unseen("SSO", err)
	case status.SSOEnabled:
		f.saw(doctor.SSO, "on", source)
	default:
		f.saw(doctor.SSO, doctor.Off, source+", which reports that SSO isn't enabled")
		if status.Domains > 0 {
			f.notes = append(f.notes,
				"Dashlane reports "+render.Count(status.Domains, "domain", "domains")+" for SSO, so it may be "+
					"configured but not turned on: check the Admin Console, and set it with --fact sso=configured")
		}
	}
}

// findEndpoint checks whether SCIM answers and accepts the token, and whether the encryption
// service shows its page. An accepted token shows that SCIM is on, but only for the path that
// the endpoint's address belongs to.
func (s *Service) findEndpoint(ctx context.Context, e Examination, path playbook.Path, state migration.State,
	f *findings, ask Prompter, show Progress,
) error {
	service := e.EncryptionService
	if e.SCIM.Connection.Location != "" || endpointOf(state) != "" {
		c, err := s.Connect(ctx, atEndpoint(e.SCIM, state), ask, show)
		if err != nil {
			return err
		}
		service = cmp.Or(service, dashlane.EncryptionService(c.Location))
		client, err := scim.Open(c)
		if err != nil {
			return err
		}
		defer client.Close()
		f.probed(client.Probe(ctx, func(scim.Check) {}), path)
	}
	if service == "" {
		return nil
	}
	if err := dashlane.CheckEncryptionService(ctx, service, e.SCIM.Connection.CAFile); err != nil {
		f.unseen("that the encryption service answers", err)
		return nil
	}
	f.notes = append(f.notes, "the encryption service answers at "+service+
		"; check in the Admin Console whether its URL is saved at Dashlane")
	return nil
}

func (f *findings) probed(result *scim.ProbeResult, path playbook.Path) {
	looks := "the SCIM endpoint accepts the token and looks like the path " + result.Path + " (" + result.Reason + ")"
	switch err := result.Err(); {
	case err != nil:
		f.unseen("whether SCIM is on", err)
	case path == "":
		f.notes = append(f.notes, looks+"; set the path with --fact path=…")
	case result.Path != string(path):
		f.notes = append(f.notes, looks+", not like "+string(path)+", so it doesn't show whether SCIM is on")
	default:
		f.saw(path.SCIM(), doctor.On, looks)
	}
}

// findGroupEvents searches the audit log. Group events after the stop are a hint, not a
// proof, so they set no fact.
func (s *Service) findGroupEvents(e Examination, f *findings) error {
	if e.AuditLog == "" {
		return nil
	}
	since, err := s.stoppedAt(e.Since)
	if err != nil {
		return err
	}
	after, err := s.groupEvents(e.AuditLog, since)
	if err != nil {
		return err
	}
	when := render.Timestamp(since)
	if after == 0 {
		f.notes = append(f.notes, "the audit log has no group event after "+when+", which alone proves nothing")
		return nil
	}
	f.notes = append(f.notes,
		fmt.Sprintf("the audit log has %s after %s, so the script may still be running: run ad2scim sync find",
			render.Count(after, "group event", "group events"), when))
	return nil
}
