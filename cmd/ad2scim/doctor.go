package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/workspace"
)

func newDoctor(global *globalOptions) *cobra.Command {
	var f format
	var given []string
	var save bool
	cmd := &cobra.Command{
		Use:   "doctor [--fact KEY=VALUE]... [--look]",
		Short: "Say why provisioning is greyed out",
		Long: `Say from facts why Set up is greyed out in the Dashlane Admin Console, most
decisive first, and which fact to find out next. What the workspace knows fills
in the facts that are not given. Nothing is asked of any server unless --look, or
the name of something to look at, says so: then what is seen counts more than what
is said. --save keeps what was given and seen in the workspace, with who says so.
SSO is asked of Dashlane's public API with the key in AD2SCIM_DASHLANE_KEY, and a
Windows machine's password may be in AD2SCIM_HOST_PASSWORD.
Exit status: 0 if nothing stands in the way, 1 if there are findings.`,
		Example: `  ad2scim doctor --fact path=confidential --fact ad_sync=full --fact sso=on
  ad2scim doctor --look --result found.json --scim https://id.example.com/scim/2.0`,
		Args: cobra.NoArgs,
	}
	look := addDoctorLook(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := f.check(); err != nil {
			return err
		}
		return runDoctor(cmd.Context(), given, f, save, look, *global)
	}
	cmd.Flags().StringArrayVar(&given, "fact", nil, "a fact, such as ad_sync=full (repeatable)")
	cmd.Flags().BoolVar(&save, "save", false, "keep what was given and seen in the workspace")
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

func runDoctor(ctx context.Context, given []string, f format, save bool, look *doctorLook, global globalOptions) error {
	facts, err := doctor.Parse(given)
	if err != nil {
		return err
	}
	var origins []doctor.Origin
	for _, fact := range slices.Sorted(maps.Keys(facts)) {
		origins = append(origins, doctor.Origin{Fact: fact, Value: facts[fact], Grade: string(workspace.GradeAttested), Source: whoami(), Time: time.Now().UTC()})
	}
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	var seen found
	if look.looks() {
		if seen, err = look.find(ctx, playbook.Path(cmp.Or(facts[doctor.Path], state.Path)), state, global); err != nil {
			return err
		}
		if !global.quiet {
			printNotes(seen.notes)
		}
		origins = seenOver(facts, origins, seen.origins, global.quiet)
	}
	if save {
		if err := saveFacts(global.workspace, origins, seen.script); err != nil {
			return err
		}
		if state, err = (memory{global.workspace}).state(); err != nil {
			return err
		}
	}
	for _, o := range knownFacts(state) {
		if _, said := facts[o.Fact]; said {
			continue
		}
		facts[o.Fact] = o.Value
		origins = append(origins, o)
		if !global.quiet {
			printNotes([]string{fmt.Sprintf("%s=%s is from the workspace: %s, %s", o.Fact, o.Value, o.Grade, o.Source)})
		}
	}
	report := doctor.Examine(facts)
	report.Origins = origins
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

// seenOver puts what was seen over what was said, and says where the two differ.
func seenOver(facts doctor.Facts, origins, seen []doctor.Origin, quiet bool) []doctor.Origin {
	for _, o := range seen {
		text := fmt.Sprintf("%s=%s was seen just now: %s", o.Fact, o.Value, o.Source)
		if said, there := facts[o.Fact]; there && said != o.Value {
			text += "; that counts, and not " + said
		}
		if !quiet {
			printNotes([]string{text})
		}
		facts[o.Fact] = o.Value
		origins = slices.DeleteFunc(origins, func(old doctor.Origin) bool { return old.Fact == o.Fact })
		origins = append(origins, o)
	}
	return origins
}

// knownFacts are what the workspace tells: what was seen and said, and what the
// steps of the chosen way tell; where the two differ, what is newer.
func knownFacts(state workspace.State) []doctor.Origin {
	facts, told := doctor.Facts{}, map[doctor.Fact]playbook.Record{}
	if w, err := state.Walk(); err == nil {
		facts, told = state.World(w).Facts, w.Told(state.Playbook)
	}
	for name, fact := range state.Facts {
		if _, there := facts[doctor.Fact(name)]; !there {
			facts[doctor.Fact(name)] = fact.Value
		}
	}
	var all []doctor.Origin
	for _, fact := range slices.Sorted(maps.Keys(facts)) {
		o := doctor.Origin{Fact: fact, Value: facts[fact], Grade: string(workspace.GradeAttested), Source: "the chosen way"}
		kept, r := state.Facts[string(fact)], told[fact]
		switch {
		case fact == doctor.Path && state.Path != "":
		case kept.Value == o.Value && !kept.Time.Before(r.At):
			o.Grade, o.Source, o.Time = string(kept.Grade), kept.Source, kept.Time
		default:
			o.Grade, o.Source, o.Time = r.Status.Evidence(), cmp.Or(string(r.Probe), r.By), r.At
		}
		all = append(all, o)
	}
	return all
}

// saveFacts keeps facts with how they are known, and a look at the script as
// sync find does.
func saveFacts(dir string, origins []doctor.Origin, script *adsync.Found) error {
	return record(dir, func(w *workspace.Workspace) error {
		run := workspace.NewRun()
		var told []string
		for _, o := range origins {
			told = append(told, fmt.Sprintf("%s=%s (%s, %s)", o.Fact, o.Value, o.Grade, o.Source))
		}
		if _, err := w.Journal().Append(workspace.Entry{Run: run, Kind: "facts", Text: oneLine("told the doctor: " + strings.Join(told, ", "))}); err != nil {
			return err
		}
		if script != nil {
			if err := adsync.NoteLook(w.Journal(), run, *script); err != nil {
				return err
			}
		}
		m, err := adsync.Remember(w.Journal())
		if err != nil {
			return err
		}
		return w.Update(func(s *workspace.State) error {
			for _, o := range origins {
				s.Facts[string(o.Fact)] = workspace.Fact{Value: o.Value, Grade: workspace.Grade(o.Grade), Time: o.Time, Source: o.Source}
			}
			if script != nil {
				adsync.RecordFound(s, *script, m, time.Now().UTC(), whoami())
			}
			return nil
		})
	})
}
