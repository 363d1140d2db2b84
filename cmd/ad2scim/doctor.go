package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/workspace"
)

func newDoctor(global *globalOptions) *cobra.Command {
	var f format
	var given []string
	var save bool
	cmd := &cobra.Command{
		Use:   "doctor [--fact KEY=VALUE]...",
		Short: "Say why provisioning is greyed out",
		Long: `Say from facts why Set up is greyed out in the Dashlane Admin Console, most
decisive first, and which fact to find out next. Nothing is asked of any server.
What the workspace knows fills in the facts that are not given; --save keeps the
given ones there, as said by you.
Exit status: 0 if nothing stands in the way, 1 if there are findings.`,
		Example: `  ad2scim doctor --fact path=confidential --fact ad_sync=full --fact sso=on`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return runDoctor(given, f, save, *global)
		},
	}
	cmd.Flags().StringArrayVar(&given, "fact", nil, "a fact, such as ad_sync=full (repeatable)")
	cmd.Flags().BoolVar(&save, "save", false, "keep the given facts in the workspace")
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

func runDoctor(given []string, f format, save bool, global globalOptions) error {
	facts, err := doctor.Parse(given)
	if err != nil {
		return err
	}
	if save {
		if err := saveFacts(global.workspace, facts); err != nil {
			return err
		}
	}
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	for fact, value := range knownFacts(state) {
		if _, said := facts[fact]; !said {
			facts[fact] = value
			if !global.quiet {
				printNotes([]string{fmt.Sprintf("%s=%s is from the workspace", fact, value)})
			}
		}
	}
	report := doctor.Examine(facts)
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

// knownFacts are what the workspace tells: what was seen and said, and what the
// steps of the chosen way tell; where the two differ, what is newer.
func knownFacts(state workspace.State) doctor.Facts {
	facts := doctor.Facts{}
	w, err := state.Walk()
	if err == nil {
		facts = state.World(w).Facts
	}
	for name, fact := range state.Facts {
		if _, there := facts[doctor.Fact(name)]; !there {
			facts[doctor.Fact(name)] = fact.Value
		}
	}
	return facts
}

func saveFacts(dir string, facts doctor.Facts) error {
	return record(dir, func(w *workspace.Workspace) error {
		var said []string
		err := w.Update(func(s *workspace.State) error {
			for _, fact := range slices.Sorted(maps.Keys(facts)) {
				s.Facts[string(fact)] = workspace.Fact{Value: facts[fact], Grade: workspace.GradeAttested, Time: time.Now().UTC(), Source: whoami()}
				said = append(said, string(fact)+"="+facts[fact])
			}
			return nil
		})
		if err == nil {
			_, err = w.Journal().Append(workspace.Entry{Run: workspace.NewRun(), Kind: "facts", Text: "told the doctor: " + strings.Join(said, ", ")})
		}
		return err
	})
}
