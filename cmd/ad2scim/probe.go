package main

import (
	"context"

	"github.com/spf13/cobra"
)

func newProbe(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "probe --scim URL",
		Short: "Test a SCIM endpoint without changing anything",
		Long: `Test a SCIM endpoint step by step: host name, TLS, bearer token,
ServiceProviderConfig, users, and groups, with the time that each takes. Nothing is
written. Exit status: 0 if every check passes, 1 if there are warnings, 3 if the
endpoint can't be reached or refuses.`,
		Example: `  ad2scim probe --scim https://id.example.com/scim/2.0 --scim-token-file token.txt`,
		Args:    cobra.NoArgs,
	}
	flags := addSCIMFlags(cmd, global)
	flags.saved = global.savedEndpoint
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		return runProbe(cmd.Context(), flags, f, global)
	}
	return cmd
}

func runProbe(ctx context.Context, flags *sourceFlags, f format, global *globalOptions) error {
	in, err := flags.input()
	if err != nil {
		return err
	}
	c := global.console()
	result, err := global.service().Probe(ctx, in, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	if err := global.result(f, result, result.WriteTable); err != nil {
		return err
	}
	if err := result.Err(); err != nil {
		return err
	}
	if result.Warns() {
		return errFindings
	}
	return nil
}
