package main

import (
	"io"
	"slices"

	"github.com/spf13/cobra"

	"ad2scim/migrate/doctor"
)

func newDoctor() *cobra.Command {
	var f format
	var given []string
	cmd := &cobra.Command{
		Use:   "doctor [--fact KEY=VALUE]...",
		Short: "Say why provisioning is greyed out",
		Long: `Say from facts why Set up is greyed out in the Dashlane Admin Console, most
decisive first, and which fact to find out next. Nothing is asked of any server.
Exit status: 0 if nothing stands in the way, 1 if there are findings.`,
		Example: `  ad2scim doctor --fact path=confidential --fact ad_sync=full --fact sso=on`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return runDoctor(given, f)
		},
	}
	cmd.Flags().StringArrayVar(&given, "fact", nil, "a fact, such as ad_sync=full (repeatable)")
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

func runDoctor(given []string, f format) error {
	facts, err := doctor.Parse(given)
	if err != nil {
		return err
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
