package main

import (
	"context"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/migration"
)

type diffOptions struct {
	format format
	all    bool
}

func newDiff(global *globalOptions) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [--ad SOURCE] [--scim SOURCE]",
		Short: "Show how the names of AD groups and provisioned groups differ",
		Long: `Read the groups of both sides, pair them, and show every difference in their
names. Exit status: 0 if all names are exactly the same, 1 if any differ or are
on one side alone.

A source is an address, a file, or - for standard input. A side that is not
given is the one that the app used last. A password or token
is never given in a flag: ` + secretsHelp,
		Example: `  ad2scim diff --ad ldaps://dc1.corp.example.com --ad-user reader@corp.example.com --scim https://id.example.com/scim/2.0
  ad2scim diff --ad groups.csv --scim provisioned.json --format json`,
		Args: cobra.NoArgs,
	}
	ad, scim := addADFlags(cmd), addSCIMFlags(cmd)
	addFormatFlag(cmd, &o.format)
	cmd.Flags().BoolVar(&o.all, "all", false, "list the rows without a difference in the table too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.format.check(); err != nil {
			return err
		}
		return runDiff(cmd.Context(), ad, scim, o, *global)
	}
	return cmd
}

const secretsHelp = `it comes from --ad-password-file or
--scim-token-file, AD2SCIM_AD_PASSWORD or AD2SCIM_SCIM_TOKEN, the operating
system's keyring, or a question on the terminal.`

// garbagePercent lets the heap grow further between collections than Go's
// default of 100: the lists live until the end, so collecting them often is
// lost work.
const garbagePercent = 800

func runDiff(ctx context.Context, ad, scim *sourceFlags, o diffOptions, global globalOptions) error {
	debug.SetGCPercent(garbagePercent)
	if ad.connection.Location == "-" && scim.connection.Location == "-" {
		return badFlag("--ad and --scim cannot both be standard input", "", "give one of them as a file")
	}
	remembered := memory{global.workspace}
	at := time.Now().UTC() // what is read later may be older than a change
	adList, scimList, err := readBoth(ctx, ad, scim, remembered, global.quiet)
	if err != nil {
		return err
	}
	decisions, err := remembered.Decisions()
	if err != nil {
		return err
	}
	result, err := diff.Compare(ctx, adList.groups, scimList.groups, diff.Options{Decisions: decisions})
	if err != nil {
		return err
	}
	result.ADSource, result.SCIMSource = adList.source, scimList.source
	result.Notes = slices.Concat(result.Notes, adList.notes, scimList.notes)
	dropped, err := keep(global.workspace, result, at, adList, scimList)
	if err != nil {
		dropped = "the workspace does not know of this comparison: " + err.Error()
	}
	if dropped != "" {
		result.Notes = append(result.Notes, dropped)
	}
	if !global.quiet {
		printNotes(result.Notes)
	}
	err = write(o.format, result, func(w io.Writer) error {
		shown := *result
		shown.Notes = nil // they are on standard error
		width, color := screen()
		return shown.WriteTable(w, diff.TableOptions{Width: width, Color: color, All: o.all})
	})
	if err != nil {
		return err
	}
	if result.Summary.Differences() {
		return errFindings
	}
	return nil
}

// keep saves a comparison and its lists in the workspace, where one was named or
// a migration has begun, or says why the comparison is not kept.
func keep(dir string, result *diff.Result, at time.Time, ad, scim list) (dropped string, err error) {
	if dir == "" {
		state, err := memory{dir}.state()
		if err != nil || state.Path == "" {
			return "", err
		}
	}
	err = record(dir, func(w *migration.Workspace) error {
		if _, err := w.SaveSnapshot(migrate.AD, ad.source, ad.groups, ad.notes); err != nil {
			return err
		}
		if _, err := w.SaveSnapshot(migrate.SCIM, scim.source, scim.groups, scim.notes); err != nil {
			return err
		}
		return w.Update(func(s *migration.State) error {
			dropped = s.RecordComparison(result, at)
			return nil
		})
	})
	return dropped, err
}

var _ written = (*diff.Result)(nil)
