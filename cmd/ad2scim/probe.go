package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/scim"
)

func newProbe(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "probe --scim URL",
		Short: "Test a SCIM endpoint without changing anything",
		Long: `Test a SCIM endpoint step by step: name, TLS, bearer token,
ServiceProviderConfig, users and groups, with the time of each. Nothing is
written. Exit status: 0 if everything is well, 1 if there is something to look
at, 3 if the endpoint cannot be reached or refuses.`,
		Example: `  ad2scim probe --scim https://id.example.com/scim/2.0 --scim-token-file token.txt`,
		Args:    cobra.NoArgs,
	}
	flags := addSCIMFlags(cmd)
	addFormatFlag(cmd, &f)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		return runProbe(cmd.Context(), flags, f, *global)
	}
	return cmd
}

func runProbe(ctx context.Context, flags *sourceFlags, f format, global globalOptions) error {
	c, err := connect(ctx, flags, memory{global.workspace})
	if err != nil {
		return err
	}
	client, err := scim.Open(c)
	if err != nil {
		return err
	}
	result := probe(ctx, client, newProgress(global.quiet))
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := write(f, result, result.WriteTable); err != nil {
		return err
	}
	return verdict(result)
}

func probe(ctx context.Context, client *scim.Client, progress *progressLine) *scim.ProbeResult {
	defer progress.clear()
	report := progress.of(migrate.SCIM)
	return client.Probe(ctx, func(c scim.Check) { report.Send(migrate.Progress{Doing: c.Name + ": " + string(c.State)}) })
}

// verdict turns a probe into the command's end.
func verdict(result *scim.ProbeResult) error {
	switch result.Worst() {
	case scim.Fail:
		i := slices.IndexFunc(result.Checks, func(c scim.Check) bool { return c.State == scim.Fail })
		bad := result.Checks[i]
		return &migrate.Problem{Class: migrate.Unreachable, What: "the probe failed at " + bad.Name, Why: bad.Detail, Next: bad.Next}
	case scim.Warn:
		return errFindings
	}
	return nil
}
