package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/dashlane"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/scim"
)

// doctorLook is what the doctor finds out by itself.
type doctorLook struct {
	on             bool
	service, audit string
	since          string
	scim           *sourceFlags
	hosts          *hostFlags
}

func addDoctorLook(cmd *cobra.Command) *doctorLook {
	d := &doctorLook{scim: addSCIMFlags(cmd), hosts: addHostFlags(cmd)}
	f := cmd.Flags()
	f.BoolVar(&d.on, "look", false, "find out what can be found out: SSO at Dashlane, the SCIM endpoint, the encryption service, the script, the audit log")
	f.StringVar(&d.service, "encryption-service", "", "address of the encryption service, to see whether it answers (default: that of the SCIM endpoint)")
	f.StringVar(&d.audit, "audit-log", "", "Dashlane's audit log, to be searched for group events after --since")
	f.StringVar(&d.since, "since", "", "when AD sync was stopped, as 2026-11-20T12:00:00Z (default: what the workspace knows)")
	return d
}

// looks reports whether anything is to be looked at.
func (d *doctorLook) looks() bool {
	return d.on || d.service != "" || d.audit != "" || d.scim.connection.Location != "" || d.hosts.named()
}

// found is what a look brought.
type found struct {
	origins []doctor.Origin
	notes   []string
	looked  []adsync.Looked // at the script, to be kept as sync find keeps it
}

func (f *found) saw(fact doctor.Fact, value, source string) {
	f.origins = append(f.origins, doctor.Origin{Fact: fact, Value: value, Grade: string(migration.GradeVerified), Source: source, Time: time.Now().UTC()})
}

// not notes that something could not be seen, and why.
func (f *found) not(what string, err error) {
	f.notes = append(f.notes, what+" was not seen: "+err.Error())
}

// find looks at everything that is named or remembered. What cannot be seen is a
// note; only a wrong call and the end of ctx are errors.
func (d *doctorLook) find(ctx context.Context, path playbook.Path, state migration.State, global globalOptions) (found, error) {
	var f found
	if key := migrate.NewSecret(os.Getenv(dashlaneKey)); !key.IsZero() {
		d.sso(ctx, key, &f)
	} else if d.on {
		f.notes = append(f.notes, "SSO was not looked at: set "+dashlaneKey+" to a key of Dashlane's public API")
	}
	if d.hosts.named() {
		looked, err := d.hosts.look(ctx, global.quiet)
		if err != nil {
			return f, err
		}
		f.looked = looked
		all, err := judge(global.workspace, looked)
		if err != nil {
			return f, err
		}
		if all.Script == doctor.Unknown {
			f.notes = append(f.notes, "how the script stands was not seen for certain: see ad2scim sync find")
		} else {
			f.saw(doctor.ADSyncScript, all.Script, string(playbook.ProbeSyncFind))
		}
	}
	if err := d.endpoint(ctx, path, state, global, &f); err != nil {
		return f, err
	}
	err := d.log(global.workspace, &f)
	return f, cmp.Or(err, ctx.Err())
}

// judge judges a look by what the workspace knows, and changes nothing.
func judge(dir string, looked []adsync.Looked) (adsync.Found, error) {
	w, err := migration.OpenReadOnly(dir)
	if err != nil {
		return adsync.Found{}, err
	}
	defer w.Close()
	m, err := adsync.Remember(w.Journal())
	return adsync.Judge(looked, m), err
}

// sso asks Dashlane's public API. That SSO is not enabled leaves open whether it
// is configured, and so do the domains that it is meant for.
func (d *doctorLook) sso(ctx context.Context, key migrate.Secret, f *found) {
	const source = "Dashlane's public API"
	switch status, err := dashlane.TeamStatus(ctx, dashlaneAPI(), key); {
	case err != nil:
		f.not("SSO", err)
	case status.SSOEnabled:
		f.saw(doctor.SSO, "on", source)
	default:
		f.saw(doctor.SSO, doctor.Off, source+", which says that SSO is not enabled")
		if status.Domains > 0 {
			f.notes = append(f.notes, fmt.Sprintf("the number of domains that Dashlane names for SSO is %d, so it may be configured and not turned on: the Admin Console shows it, and --fact sso=configured says it", status.Domains))
		}
	}
}

// endpoint looks whether SCIM answers and takes the token; and whether the
// encryption service shows its page. That the token is taken counts as SCIM being
// on only for the path that the endpoint looks like.
func (d *doctorLook) endpoint(ctx context.Context, path playbook.Path, state migration.State, global globalOptions, f *found) error {
	service := d.service
	if d.scim.connection.Location != "" || rememberedEndpoint(state) != "" {
		c, err := connect(ctx, d.scim, memory{global.workspace})
		if err != nil {
			return err
		}
		service = cmp.Or(service, dashlane.ServiceOf(c.Location))
		client, err := scim.Open(c)
		if err != nil {
			return err
		}
		defer client.Close()
		result := client.Probe(ctx, func(scim.Check) {})
		fact := map[playbook.Path]doctor.Fact{playbook.Confidential: doctor.SCIMConfidential, playbook.SelfHosted: doctor.SCIMSelfHosted}[path]
		looks := "the SCIM endpoint takes the token and looks like the path " + result.Path + " (" + result.Reason + ")"
		switch err := result.Err(); {
		case err != nil:
			f.not("whether SCIM is on", err)
		case fact == "":
			f.notes = append(f.notes, looks+"; say which it is with --fact path=…")
		case result.Path != string(path):
			f.notes = append(f.notes, looks+", not like "+string(path)+": whether SCIM is on was not seen by it")
		default:
			f.saw(fact, doctor.On, looks)
		}
	}
	if service == "" {
		return nil
	}
	if err := dashlane.ServiceAnswers(ctx, service, d.scim.connection.CAFile); err != nil {
		f.not("that the encryption service answers", err)
		return nil
	}
	f.notes = append(f.notes, "the encryption service answers at "+service+"; whether its URL is saved at Dashlane, the Admin Console shows")
	return nil
}

// log searches the audit log. Group events after the stop are a hint and no
// proof, so that they make no fact.
func (d *doctorLook) log(dir string, f *found) error {
	if d.audit == "" {
		return nil
	}
	since, err := stoppedAt(dir, d.since)
	if err != nil {
		return err
	}
	after, err := groupEvents(dir, d.audit, since)
	if err != nil {
		return err
	}
	when := since.UTC().Format(time.RFC3339)
	if after == 0 {
		f.notes = append(f.notes, "the audit log has no group event after "+when+", which by itself proves nothing")
		return nil
	}
	f.notes = append(f.notes, fmt.Sprintf("the audit log has %d group events after %s: a hint that the script still runs, so look with ad2scim sync find", after, when))
	return nil
}
