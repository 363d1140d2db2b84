package main

import (
	"embed"
	"strings"

	"ad2scim/migrate"

	"github.com/spf13/cobra"
)

//go:embed help/*.txt
var helpTexts embed.FS

// newHelp returns the command help, which refuses what there is no help on.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || about == nil || len(rest) > 0 {
				return badFlag("there is no help for "+migrate.Quote(strings.Join(args, " ")), "", "see ad2scim --help")
			}
			return about.Help()
		},
	}
}

// newTopics returns the help topics: ad2scim help sources, ad2scim help json.
func newTopics() []*cobra.Command {
	var topics []*cobra.Command
	for _, t := range []struct{ name, short string }{
		{"sources", "The files and services that --ad and --scim read"},
		{"json", "The fields of the JSON that the commands write"},
	} {
		text, err := helpTexts.ReadFile("help/" + t.name + ".txt")
		if err != nil {
			panic(err) // the text is part of the program
		}
		topics = append(topics, &cobra.Command{Use: t.name, Short: t.short, Long: string(text)})
	}
	return topics
}

// extraCommands are those that a build tag adds.
var extraCommands []*cobra.Command
