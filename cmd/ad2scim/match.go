package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ad2scim/migrate/names"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/render"
)

func newMatch(global *globalOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "match list|set|break|forget",
		Short: "Decide which groups are the same, and list or undo the decisions",
		Long: `Decide what a comparison can't: that a group in AD and a group on the SCIM side are
the same (set), or that they are different groups (break). A decision applies to
every later comparison. Results that depend on it are confirmed, not verified.
list shows the decisions, and forget removes them.

A group is named by its id or by its exact name, as ad2scim diff shows it.`,
		Args: knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return groupOnly(cmd)
		},
	}
	cmd.AddCommand(newMatchList(global), newMatchSet(global, false), newMatchSet(global, true), newMatchForget(global))
	return cmd
}

func newMatchList(global *globalOptions) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use: "list", Short: "List the decisions, oldest first", Args: cobra.NoArgs,
		Long: `List the groups that you decided are the same, and those that are different groups.
Exit status: 0.`,
		RunE: func(*cobra.Command, []string) error {
			if err := f.check(); err != nil {
				return err
			}
			list, err := global.service().ListDecisions()
			if err != nil {
				return err
			}
			shown := decisions{list}
			return global.result(f, shown, shown.writeTable)
		},
	}
	addFormatFlag(cmd, &f)
	global.addOutFlag(cmd, true)
	return cmd
}

func newMatchSet(global *globalOptions, apart bool) *cobra.Command {
	cmd := &cobra.Command{
		Use: "set AD SCIM", Short: "Decide that two groups are the same", Args: cobra.ExactArgs(2),
		Long: `Decide that a group in AD and a group on the SCIM side are the same, however their
names differ. Give the id or the exact name of each. The decision is recorded in the
workspace at once; ad2scim match forget removes it.`,
		Example: `  ad2scim match set 'Sales EMEA' 'Sales Europe'`,
	}
	if apart {
		cmd.Use, cmd.Short = "break AD SCIM", "Decide that two groups are different groups"
		cmd.Long = `Decide that a group in AD and a group on the SCIM side are different groups, however
similar their names are. Give the id or the exact name of each. The decision is
recorded in the workspace at once; ad2scim match forget removes it.`
		cmd.Example = `  ad2scim match break 'Sales' 'sales'`
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return global.showRecorded(global.service().Match(args[0], args[1], apart))
	}
	return cmd
}

func newMatchForget(global *globalOptions) *cobra.Command {
	return &cobra.Command{
		Use: "forget NAME-OR-ID", Short: "Remove the decisions about a group", Args: cobra.ExactArgs(1),
		Long: `Remove every decision about a group on either side. Give the group's exact name or
its id.`,
		RunE: func(_ *cobra.Command, args []string) error {
			return global.showRecorded(global.service().Forget(args[0]))
		},
	}
}

// decisions is the list of decisions in every format.
type decisions struct{ operation.DecisionList }

var decisionColumns = []string{"decision", "ad_id", "ad_name", "scim_id", "scim_name"}

func (d decisions) rows() (rows [][]string) {
	for _, one := range d.DecisionList {
		rows = append(rows, []string{operation.DecisionWord(one), one.ADID, one.ADName, one.SCIMID, one.SCIMName})
	}
	return rows
}

// WriteCSV writes a header and a line for each decision.
func (d decisions) WriteCSV(w io.Writer) error {
	return render.WriteCSV(w, append([][]string{decisionColumns}, d.rows()...))
}

// WriteMarkdown writes a table.
func (d decisions) WriteMarkdown(w io.Writer) error {
	return render.WriteMarkdown(w, decisionColumns, d.rows())
}

func (d decisions) writeTable(w io.Writer) error {
	if len(d.DecisionList) == 0 {
		_, err := fmt.Fprintln(w, "no decision was made")
		return err
	}
	for _, one := range d.DecisionList {
		word := "same group      "
		if one.Apart {
			word = "different groups"
		}
		if _, err := fmt.Fprintf(w, "%s  %s  |  %s\n", word, groupText(one.ADName, one.ADID),
			groupText(one.SCIMName, one.SCIMID)); err != nil {
			return err
		}
	}
	return nil
}

func groupText(name, id string) string {
	if id == "" {
		return render.Truncate(names.Visible(name))
	}
	return render.Truncate(names.Visible(name)) + " (" + names.Visible(id) + ")"
}
