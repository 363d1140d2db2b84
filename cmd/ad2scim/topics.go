package main

import (
	"embed"

	"github.com/spf13/cobra"
)

//go:embed help/*.txt
var helpTexts embed.FS

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
