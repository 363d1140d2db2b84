package main

import (
	"context"
	"fmt"

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
	if result.Worst() == scim.Warn {
		return errFindings
	}
	return result.Err()
}

// inspect says in a line a check what the probe of a SCIM endpoint found; of
// other sources, reading the list says enough.
func inspect(ctx context.Context, _ migrate.Side, c migrate.Connection) ([]string, error) {
	if scheme, _ := c.Scheme(); scheme != migrate.HTTP && scheme != migrate.HTTPS {
		return nil, nil
	}
	client, err := scim.Open(c)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	result := client.Probe(ctx, func(scim.Check) {})
	lines := []string{"looks like the path " + result.Path + ": " + result.Reason}
	for _, check := range result.Checks {
		lines = append(lines, fmt.Sprintf("%s: %s, %d ms. %s", check.Name, check.State, check.Took.Milliseconds(), check.Detail))
	}
	return lines, ctx.Err()
}
