package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/operation"
)

func newDoctor(global *globalOptions) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor [--fact KEY=VALUE]... [--look]",
		Short: "Explain why Set up is greyed out in the Admin Console",
		Long: `Explain from facts why Set up is greyed out in the Dashlane Admin Console, the most
decisive reason first, and which fact to find out next. Facts that you don't give
come from the workspace. No server is contacted unless you give --look or a source
to check; a verified result then counts more than a fact that you give. --save
records the facts and results in the workspace, with their source; a fact that you
give replaces a verified one only with --force and a reason.
The state of SSO comes from Dashlane's public API with the key in
AD2SCIM_DASHLANE_KEY. The password of a Windows host can be in AD2SCIM_HOST_PASSWORD.
Exit status: 0 if nothing blocks Set up, 1 if there are findings, 2 if a fact or the
call is wrong.`,
		Example: `  ad2scim doctor --fact path=confidential --fact ad_sync=full --fact sso=on
  ad2scim doctor --look --result found.json --scim https://id.example.com/scim/2.0`,
		Args: cobra.NoArgs,
	}
	o.scim, o.hosts = addSCIMFlags(cmd, global), addHostFlags(cmd)
	o.scim.saved, o.scim.otherServer = global.savedEndpoint, o.encryptionService
	f := cmd.Flags()
	f.StringArrayVar(&o.facts, "fact", nil, "fact, such as ad_sync=full (repeatable)")
	f.BoolVar(&o.save, "save", false, "record the facts and results in the workspace")
	f.StringVar(&o.force, "force", "", "with --save, replace verified facts with yours, for this reason")
	f.BoolVar(&o.look, "look", false,
		"check everything that can be checked: SSO at Dashlane, the SCIM endpoint, the encryption service, the script, the audit log")
	f.StringVar(&o.service, "encryption-service", "",
		"address of the encryption service, to check whether it answers (default: the address of the SCIM endpoint)")
	f.StringVar(&o.audit, "audit-log", "", "Dashlane audit log to search for group events after --since")
	f.StringVar(&o.since, "since", "",
		"when AD sync was stopped, as 2026-11-20T12:00:00Z (default: what the workspace knows)")
	registerFacts(cmd)
	addFormatFlag(cmd, &o.format)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.format.check(); err != nil {
			return err
		}
		if o.force != "" && !o.save {
			return badFlag("--force has no effect", "nothing is saved without --save", "add --save, or leave --force out")
		}
		if err := checkNeeds(cmd, doctorNeeds...); err != nil {
			return err
		}
		return runDoctor(cmd.Context(), o, global)
	}
	return cmd
}

// doctorNeeds are the flags that say how to check something, which needs something to check.
var doctorNeeds = []need{
	{flags: []string{"since"}, one: []string{"audit-log"}},
	{
		flags: []string{"scim-*", "as", "timeout"}, one: []string{"scim", "look"},
		alternatives: []string{"encryption-service", "audit-log", "host", "local", "result"},
	},
	hostNeeds,
}

// doctorOptions holds the flags of doctor.
type doctorOptions struct {
	format                format
	facts                 []string
	look, save            bool
	force                 string
	service, audit, since string
	scim                  *sourceFlags
	hosts                 *hostFlags
}

// encryptionService returns the encryption service, if given. It needs no token.
func (o *doctorOptions) encryptionService() []reached {
	if o.service == "" {
		return nil
	}
	return []reached{{migrate.Connection{Location: o.service}.String(), "an encryption service", []string{"ca"}}}
}

func (o doctorOptions) examination() (e operation.Examination, err error) {
	e = operation.Examination{
		Check: o.look, EncryptionService: o.service, AuditLog: o.audit, Hosts: o.hosts.input(), Save: o.save, Force: o.force,
	}
	if e.Facts, err = doctor.Parse(o.facts); err != nil {
		return e, err
	}
	if e.SCIM, err = o.scim.input(); err != nil {
		return e, err
	}
	e.Since, err = parseSince(o.since)
	return e, err
}

func registerFacts(cmd *cobra.Command) {
	var words []string
	for _, fact := range doctor.AllFacts() {
		for _, value := range fact.Values() {
			words = append(words, string(fact)+"="+value)
		}
	}
	registerChoices(cmd, "fact", words...)
}

func runDoctor(ctx context.Context, o doctorOptions, global *globalOptions) error {
	examination, err := o.examination()
	if err != nil {
		return err
	}
	c := global.console()
	report, notes, err := global.service().Examine(ctx, examination, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	c.note(notes...)
	err = global.result(o.format, report, func(w io.Writer) error {
		width, color := global.foldedScreen()
		return report.WriteTable(w, doctor.TableOptions{Width: width, Color: color})
	})
	if err != nil {
		return err
	}
	if report.Blocks() {
		return errFindings
	}
	return nil
}

// parseSince parses the time at which AD sync was stopped. It returns the zero time for "".
func parseSince(given string) (time.Time, error) {
	if given == "" {
		return time.Time{}, nil
	}
	since, err := time.Parse(time.RFC3339, given)
	if err != nil {
		return since, badFlag("--since can't be "+migrate.Quote(given), "", "give a time as 2026-11-20T12:00:00Z")
	}
	return since, nil
}
