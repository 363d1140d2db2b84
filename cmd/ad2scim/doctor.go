package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

func newDoctor(global *globalOptions) *cobra.Command {
	var f format
	var given []string
	var keep keeping
	cmd := &cobra.Command{
		Use:   "doctor [--fact KEY=VALUE]... [--look]",
		Short: "Say why provisioning is greyed out",
		Long: `Say from facts why Set up is greyed out in the Dashlane Admin Console, most
decisive first, and which fact to find out next. What the workspace knows fills
in the facts that are not given. Nothing is asked of any server unless --look, or
the name of something to look at, says so: then what is seen counts more than what
is said. --save keeps what was given and seen in the workspace, with who says so;
what was seen is not replaced by what is merely said, unless --force gives a reason.
SSO is asked of Dashlane's public API with the key in AD2SCIM_DASHLANE_KEY, and a
Windows machine's password may be in AD2SCIM_HOST_PASSWORD.
Exit status: 0 if nothing stands in the way, 1 if there are findings, 2 if a fact
or the call is wrong.`,
		Example: `  ad2scim doctor --fact path=confidential --fact ad_sync=full --fact sso=on
  ad2scim doctor --look --result found.json --scim https://id.example.com/scim/2.0`,
		Args: cobra.NoArgs,
	}
	look := addDoctorLook(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		if keep.force != "" && !keep.on {
			return badFlag("--force does nothing here", "nothing is to be kept", "add --save")
		}
		return runDoctor(cmd.Context(), given, f, keep, look, *global)
	}
	cmd.Flags().StringArrayVar(&given, "fact", nil, "a fact, such as ad_sync=full (repeatable)")
	cmd.Flags().BoolVar(&keep.on, "save", false, "keep what was given and seen in the workspace")
	cmd.Flags().StringVar(&keep.force, "force", "", "with --save, the reason to keep what is said over what was seen")
	registerFacts(cmd)
	addFormatFlag(cmd, &f)
	return cmd
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

func runDoctor(ctx context.Context, given []string, f format, keep keeping, look *doctorLook, global globalOptions) error {
	facts, err := doctor.Parse(given)
	if err != nil {
		return err
	}
	var said []doctor.Origin
	for _, fact := range slices.Sorted(maps.Keys(facts)) {
		said = append(said, doctor.Origin{Fact: fact, Value: facts[fact], Grade: string(migration.GradeAttested), Source: whoami(), Time: time.Now().UTC()})
	}
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	known := knownFacts(state)
	var seen found
	if look.looks() {
		path := cmp.Or(facts[doctor.Path], valueOf(known, doctor.Path))
		if seen, err = look.find(ctx, playbook.Path(path), state, global); err != nil {
			return err
		}
	}
	g := doctor.Gather(said, seen.origins, known)
	notes := append(seen.notes, gatheredNotes(g)...)
	if keep.on {
		if err := keep.save(global.workspace, g.Now, seen.looked); err != nil {
			return err
		}
	}
	if keep.on && len(seen.looked) > 0 {
		if state, err = (memory{global.workspace}).state(); err != nil {
			return err
		}
		// Of the script every machine counts that is known, not this look alone.
		g = g.Anew(doctor.ADSyncScript, knownFacts(state))
		if all := g.Facts()[doctor.ADSyncScript]; all != valueOf(seen.origins, doctor.ADSyncScript) {
			notes = append(notes, fmt.Sprintf("ad_sync_script is %s by every machine that is known; that counts", cmp.Or(all, doctor.Unknown)))
		}
	}
	if !global.quiet {
		printNotes(notes)
	}
	report := doctor.Examine(g.Facts())
	report.Origins, report.Contradictions = g.Origins(), g.Contradictions
	err = write(f, report, func(w io.Writer) error {
		width, color := screen()
		if width == unlimited {
			width = 0 // running text is folded even in a file
		}
		return report.WriteTable(w, doctor.TableOptions{Width: width, Color: color})
	})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(report.Findings, func(d doctor.Finding) bool { return d.ID != doctor.NotGreyed }) {
		return errFindings
	}
	return nil
}

// gatheredNotes say where each fact is from that was not given, and what stands
// against it.
func gatheredNotes(g doctor.Gathered) []string {
	var notes []string
	for _, o := range g.Now {
		if o.Grade == string(migration.GradeVerified) {
			notes = append(notes, fmt.Sprintf("%s=%s was seen just now: %s", o.Fact, o.Value, o.Source))
		}
	}
	for _, c := range g.Contradictions {
		notes = append(notes, fmt.Sprintf("%s=%s (%s) contradicts %s (%s); that counts, and not %s", c.Counts.Fact, c.Counts.Value, howKnown(c.Counts),
			c.Against.Value, howKnown(c.Against), c.Against.Value))
	}
	for _, l := range g.Left {
		notes = append(notes, fmt.Sprintf("%s=%s of the workspace is not gone by: %s", l.Fact, l.Value, l.Why))
	}
	for _, o := range g.Known {
		notes = append(notes, fmt.Sprintf("%s=%s is from the workspace: %s, %s", o.Fact, o.Value, o.Grade, o.Source))
	}
	return notes
}

// howKnown says how a fact is known, from whom and since when.
func howKnown(o doctor.Origin) string {
	text := o.Grade + ", " + o.Source
	if !o.Time.IsZero() {
		text += ", " + moment(o.Time)
	}
	return text
}

func valueOf(list []doctor.Origin, k doctor.Fact) string {
	i := slices.IndexFunc(list, func(o doctor.Origin) bool { return o.Fact == k })
	if i < 0 {
		return ""
	}
	return list[i].Value
}

// knownFacts are what the workspace tells. That Set up was open when a step was done
// says nothing now: the doctor is called because it is grey. What does not hold any
// more is left to the doctor, which says why.
func knownFacts(state migration.State) []doctor.Origin {
	known := state.Known()
	delete(known, doctor.Greyed)
	for name, fact := range state.Facts {
		if _, there := known[doctor.Fact(name)]; !there {
			known[doctor.Fact(name)] = fact
		}
	}
	var all []doctor.Origin
	for _, k := range slices.Sorted(maps.Keys(known)) {
		f := known[k]
		all = append(all, doctor.Origin{Fact: k, Value: f.Value, Grade: string(f.Grade), Source: f.Source, Time: f.Time})
	}
	return all
}
