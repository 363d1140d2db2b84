package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

func newConnect(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connect --ad SOURCE --scim SOURCE [--endpoint URL]",
		Short: "Test the sides of this migration and remember them",
		Long: `Read both sides once and remember them in the workspace, with name attribute,
base and filter, and without passwords or tokens. Only comparisons of these sides
count for the steps; any other comparison is shown and counts for nothing.

--scim is what will be sent: the groups that the identity provider sends
(okta:APP), a file that stands for them, or a SCIM endpoint. --endpoint is the SCIM
endpoint at Dashlane, where they arrive. A side that is left out stays as it is
connected. A password or token is never given in a flag: ` + secretsHelp,
		Example: `  ad2scim connect --ad ldaps://dc1.corp.example.com --ad-user reader@corp.example.com --scim okta:Dashlane --endpoint https://sso.corp.example.com/scim/2.0`,
		Args:    cobra.NoArgs,
	}
	ad, scim := addADFlags(cmd), addSCIMFlags(cmd)
	endpoint := cmd.Flags().String("endpoint", "", "the SCIM endpoint at Dashlane: https://host/scim/2.0")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return runConnect(cmd.Context(), ad, scim, *endpoint, global)
	}
	return cmd
}

func runConnect(ctx context.Context, ad, scim *sourceFlags, endpoint string, global *globalOptions) error {
	adIn, scimIn, err := inputs(ad, scim)
	if err != nil {
		return err
	}
	at := migrate.Connection{Location: endpoint, CAFile: scimIn.Connection.CAFile, SkipVerify: scimIn.Connection.SkipVerify}
	if endpoint != "" && !at.SpeaksSCIM() {
		return badFlag("--endpoint is not the address of a SCIM endpoint", "", "give https://host/scim/2.0")
	}
	sides := operation.Sides{AD: adIn, SCIM: scimIn, Endpoint: operation.Input{Side: migrate.SCIM, Connection: at, Secret: scimIn.Secret}}
	c := global.console()
	connected, err := global.service().ConnectSides(ctx, sides, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	for _, side := range connected {
		c.note(side.Notes...)
		title := "Dashlane"
		if side.Side != "" {
			title = operation.SideTitle(side.Side)
		}
		if _, err := fmt.Fprintf(global.out, "%s: %s, %d groups\n", title, oneLine(side.Source), side.Groups); err != nil {
			return err
		}
	}
	return nil
}
