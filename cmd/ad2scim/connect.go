package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
)

func newConnect(global *globalOptions) *cobra.Command {
	var f format
	var endpoint string
	cmd := &cobra.Command{
		Use:   "connect [--ad SOURCE] [--scim SOURCE] [--endpoint URL]",
		Short: "Test both sides of the migration and save the connections",
		Long: `Read the groups in Active Directory (--ad) and on the SCIM side (--scim), test the
SCIM endpoint at Dashlane (--endpoint), and save the connections in the workspace,
without passwords and tokens. Every command uses a saved connection when you leave
its flag out. The groups that your identity provider sends (--scim okta:Dashlane, or
a file) and the endpoint at Dashlane are two connections, and both are saved.
Without flags, connect tests the saved connections.

If a test fails, nothing is saved. When a side changes, earlier comparisons no longer
count.
Exit status: 0 if all sides answer, 2 if the call is wrong, 3 if a side can't be
reached or refuses.`,
		Example: `  ad2scim connect --ad ldaps://dc1.corp.example.com --ad-user reader@corp.example.com --scim okta:Dashlane
  ad2scim connect --endpoint https://id.example.com/scim/2.0`,
		Args: cobra.NoArgs,
	}
	ad, scim := addADFlags(cmd, global), addSCIMFlags(cmd, global)
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	cmd.Flags().StringVar(&endpoint, "endpoint", "",
		"SCIM endpoint at Dashlane, such as https://id.example.com/scim/2.0; it uses the token of --scim")
	scim.otherServer = func() []reached {
		if endpoint == "" {
			return nil
		}
		return []reached{scim.reachedBy(migrate.Connection{Location: endpoint})}
	}
	scim.saved = func() ([]migrate.Connection, error) {
		if ad.connection.Location+scim.connection.Location+endpoint == "" { // the saved endpoint is tested too
			return global.saved(migrate.SCIM, migrate.Endpoint)
		}
		return global.saved(migrate.SCIM)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if cmd.Flags().Changed("endpoint") && endpoint == "" {
			return badFlag("--endpoint has no address", "it is empty", "give the endpoint's address, or leave it out")
		}
		return runConnect(cmd.Context(), ad, scim, endpoint, f, global)
	}
	return cmd
}

func runConnect(ctx context.Context, ad, scim *sourceFlags, endpoint string, f format, global *globalOptions) error {
	r := operation.ConnectRequest{Endpoint: endpoint}
	var err error
	if r.AD, r.SCIM, err = inputs(ad, scim); err != nil {
		return err
	}
	c := global.console()
	result, err := global.service().ConnectSides(ctx, r, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	c.note(result.Notes...)
	shown := newConnections(result)
	if err := global.result(f, shown, shown.writeTable); err != nil {
		return err
	}
	if result.AD != nil && result.SCIM != nil {
		c.note("the connections are saved: compare the names with ad2scim diff")
	}
	return nil
}

// connections is the result of connect in every format.
type connections []connection

type connection struct {
	Side          string `json:"side"`
	Source        string `json:"source"`
	Groups        *int   `json:"groups"` // null for an endpoint, whose groups aren't read
	NameAttribute string `json:"name_attribute,omitempty"`
	Base          string `json:"base,omitempty"`
	Filter        string `json:"filter,omitempty"`
}

func newConnections(r operation.Connected) (all connections) {
	for _, side := range []*operation.ConnectedSide{r.AD, r.SCIM} {
		if side != nil {
			at := side.Connection
			all = append(all, connection{string(side.Side), side.Source, &side.Groups, at.NameAttribute, at.Base, at.Filter})
		}
	}
	if r.Endpoint != nil {
		all = append(all, connection{Side: string(migrate.Endpoint), Source: r.Endpoint.Endpoint})
	}
	return all
}

var connectionColumns = []string{"side", "source", "groups", "name attribute", "base", "filter"}

func (c connection) cells() []string {
	groups := ""
	if c.Groups != nil {
		groups = fmt.Sprint(*c.Groups)
	}
	return []string{c.Side, c.Source, groups, c.NameAttribute, c.Base, c.Filter}
}

func (c connections) rows() (rows [][]string) {
	for _, one := range c {
		rows = append(rows, one.cells())
	}
	return rows
}

// WriteJSON writes one object with the schema ad2scim.connect/v1.
func (c connections) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, struct {
		Schema    string      `json:"schema"`
		Connected connections `json:"connected"`
	}{"ad2scim.connect/v1", append(connections{}, c...)})
}

// WriteCSV writes a header and a line for each connection.
func (c connections) WriteCSV(w io.Writer) error {
	return render.WriteCSV(w, append([][]string{connectionColumns}, c.rows()...))
}

// WriteMarkdown writes a table.
func (c connections) WriteMarkdown(w io.Writer) error {
	return render.WriteMarkdown(w, connectionColumns, c.rows())
}

func (c connections) writeTable(w io.Writer) error {
	titles := map[string]string{"ad": "AD", "scim": "provisioned", "endpoint": "endpoint"}
	for _, one := range c {
		what := "it answers and accepts the token"
		if one.Groups != nil {
			what = render.Count(*one.Groups, "group", "groups")
		}
		if _, err := fmt.Fprintf(w, "%-12s  %s: %s\n", titles[one.Side], names.Visible(one.Source), what); err != nil {
			return err
		}
	}
	return nil
}
