package main

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/fix"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

type fixPlanOptions struct {
	format     format
	out        string
	script     string
	side       string
	kinds      []string
	only       []string
	set        []string
	attributes []string
	throughAD  bool
}

func newFixPlan(global *globalOptions) *cobra.Command {
	var o fixPlanOptions
	cmd := &cobra.Command{
		Use:   "plan [--ad SOURCE] [--scim SOURCE] [--out FILE]",
		Short: "List every change that makes the names exact, without making it",
		Long: `Compare both sides and plan the renames that make the names exact. By default, groups
on the SCIM side get the name in Active Directory, which the sharing groups have;
--side ad changes Active Directory instead. Groups in conflict are never planned.
Groups whose names are only similar are planned only if you name them with --only.
Names that Entra Connect syncs from AD can't be changed in Entra; --through-ad plans to
change displayName in AD for them instead, once the AD sync script is verified stopped.

The plan is a JSON file for fix apply. It is written to --out, or to standard output
with --format json. --script writes a script instead, for someone who has the rights
to make the changes. Exit status: 0 if there is nothing to change, 1 if there is.`,
		Example: `  ad2scim fix plan --kind case,spacing --out plan.json
  ad2scim fix plan --side ad --only 'Sales EMEA' --script powershell --out rename.ps1`,
		Args: cobra.NoArgs,
	}
	ad, scim := addADFlags(cmd, global), addSCIMFlags(cmd, global)
	addFormatFlag(cmd, &o.format)
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "", "file to write the plan or script to; an existing file is not overwritten")
	f.StringVar(&o.script, "script", "",
		"write a script instead of the plan: powershell or ldif (changes in AD), csv (changes at the provider)")
	f.StringVar(&o.side, "side", string(fix.DefaultSide), "side to change: scim or ad")
	f.StringSliceVar(&o.kinds, "kind", nil,
		"only names that differ in at least one of these: "+fix.PlannedKinds.String())
	f.StringArrayVar(&o.only, "only", nil,
		"only this group, by its id or its exact name on either side (repeatable)")
	f.StringArrayVar(&o.set, "set", nil, "ID=NAME: rename the group with this id to this name (repeatable)")
	f.StringSliceVar(&o.attributes, "attribute", nil,
		"attribute to change in AD: name, displayName, sAMAccountName (default: the one in --ad-name)")
	f.BoolVar(&o.throughAD, "through-ad", false,
		"where Entra Connect takes the names from AD: change displayName in AD to the AD name")
	registerChoices(cmd, "script", scriptWords...)
	registerChoices(cmd, "side", string(migrate.SCIM), string(migrate.AD))
	registerChoices(cmd, "attribute", attributeWords...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		given := cmd.Flags().Changed
		if given("out") {
			if err := checkFileName(o.out); err != nil {
				return err
			}
		} else if given("script") && given("format") {
			return badFlag("--format has no effect", "standard output gets the script",
				"add --out FILE for the script, or leave --format out")
		}
		return runFixPlan(cmd.Context(), ad, scim, o, global)
	}
	return cmd
}

var (
	scriptWords    = fix.ScriptForms(migrate.AD, migrate.SCIM)
	attributeWords = []string{string(migrate.CommonName), string(migrate.DisplayName), string(migrate.SAMAccountName)}
)

// options checks the flags and turns them into options.
func (o fixPlanOptions) options() (fix.Options, error) {
	var out fix.Options
	if err := o.format.check(); err != nil {
		return out, err
	}
	if err := oneOf("--side", o.side, string(migrate.SCIM), string(migrate.AD)); err != nil {
		return out, err
	}
	if err := oneOf("--script", o.script, scriptWords...); err != nil {
		return out, err
	}
	out.Side, out.Only = migrate.Side(o.side), o.only
	for _, word := range o.attributes {
		if err := oneOf("--attribute", word, attributeWords...); err != nil {
			return out, err
		}
		out.Attributes = append(out.Attributes, migrate.Attribute(word))
	}
	if len(o.attributes) > 0 && out.Side != migrate.AD {
		return out, badFlag("--attribute only applies to changes in Active Directory", "", "add --side ad, or leave it out")
	}
	if out.ThroughAD = o.throughAD; o.throughAD && out.Side == migrate.AD {
		return out, badFlag("--through-ad has no effect with --side ad", "it is for names on the SCIM side",
			"leave one of them out")
	}
	var kinds []names.Kind
	for _, word := range o.kinds {
		kind, err := names.ParseKind(word)
		if err != nil {
			return out, err
		}
		kinds = append(kinds, kind)
	}
	out.Kinds = names.NewKinds(kinds...)
	for _, text := range o.set {
		id, name, found := strings.Cut(text, "=")
		if !found || id == "" || name == "" {
			return out, badFlag("--set can't be "+migrate.Quote(text), "",
				"give the id of a group, an equals sign, and its new name")
		}
		out.Choices = append(out.Choices, fix.Choice{Group: id, Value: &name})
	}
	return out, nil
}

func runFixPlan(ctx context.Context, ad, scim *sourceFlags, o fixPlanOptions, global *globalOptions) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	adIn, scimIn, err := inputs(ad, scim)
	if err != nil {
		return err
	}
	c := global.console()
	plan, err := global.service().PlanRenames(ctx, adIn, scimIn, options, c, c)
	c.line.end()
	if err != nil {
		return err
	}
	c.note(plan.Notes...)
	review := plan.Review
	if err := o.deliver(review, global); err != nil {
		return err
	}
	if plan.Unwritable != "" && o.script == "" {
		c.note("ad2scim can't write to " + plan.Source + ": use --script " + scriptsFor(plan.Unwritable) +
			" to export the plan for someone who can")
	}
	if n := review.Plan.Synced; n > 0 {
		c.note(render.Count(n, "name comes", "names come") + " from displayName in AD through a directory sync and can't be" +
			" changed on the SCIM side: --through-ad plans to change displayName in AD instead")
	}
	if o.out == "" && o.script == "" && o.format != jsonText && len(review.Plan.Fixes) > 0 {
		c.note("the plan was not saved: add --out plan.json to save it for fix apply")
	}
	if o.out != "" && o.script == "" && len(review.Plan.Fixes) > 0 {
		c.note(o.applyWith(plan.Unwritable == "", global, ad, scim))
	}
	if review.HasWork() {
		return errFindings
	}
	return nil
}

// applyWith says how to apply a saved plan.
func (o fixPlanOptions) applyWith(writable bool, global *globalOptions, ad, scim *sourceFlags) string {
	note := "the plan is in " + migrate.Quote(o.out)
	if !writable {
		return note
	}
	note += ": apply it with ad2scim fix apply " + quoteForShell(o.out)
	var same []string
	for _, side := range []*sourceFlags{ad, scim} {
		if len(side.scopes) > 0 {
			same = append(same, "--"+string(side.side))
		}
	}
	if global.workspace != os.Getenv(workspaceVariable) {
		same = append(same, "--workspace")
	}
	if len(same) > 0 {
		note += ", with the same " + strings.Join(same, ", ")
	}
	return note
}

// deliver writes the plan or the script to its file, and shows the plan.
func (o fixPlanOptions) deliver(review fix.Review, s *globalOptions) error {
	write := review.WriteJSON
	if o.script != "" {
		write = func(w io.Writer) error { return review.Plan.WriteScript(w, fix.ScriptForm(o.script)) }
		if o.out == "" {
			return s.send(write)
		}
	}
	if o.out != "" && len(review.Plan.Fixes) > 0 {
		if err := writeNew(o.out, write); err != nil {
			return err
		}
	}
	return s.result(o.format, review, func(w io.Writer) error {
		width, _ := s.screen()
		return review.WriteTable(w, width)
	})
}

var _ resultWriter = fix.Review{}

// scriptsFor lists the script formats for the changes of a side.
func scriptsFor(side migrate.Side) string { return render.Alternatives(fix.ScriptForms(side)) }
