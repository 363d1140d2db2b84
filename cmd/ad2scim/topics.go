package main

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

//go:embed help/*.txt
var helpTexts embed.FS

// newHelp returns the help command, which refuses unknown topics.
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

// newTopics returns the help topics, such as ad2scim help sources.
func newTopics() []*cobra.Command {
	var topics []*cobra.Command
	for _, t := range []struct{ name, short string }{
		{"sources", "The files and services that --ad and --scim read"},
		{"json", "The fields of the JSON that the commands write"},
	} {
		text, err := helpTexts.ReadFile("help/" + t.name + ".txt")
		if err != nil {
			panic(err) // the text is embedded
		}
		topics = append(topics, &cobra.Command{Use: t.name, Short: t.short, Long: string(text)})
	}
	return append(topics, &cobra.Command{
		Use: "rights", Short: "The least rights at the identity provider that each command needs", Long: rightsText(),
	})
}

// rightsText lists the rights for each command.
func rightsText() string {
	text := `The least rights at the identity provider that each command needs. ad2scim enable
names a right that the account lacks before it begins; the other commands name it
when the provider refuses.
`
	for _, r := range []struct {
		rights   map[string][]string
		commands string
	}{
		{operation.ProviderRights(operation.UseRead), "connect, diff, enable --list-apps, --list-assigned"},
		{operation.ProviderRights(operation.UseSAML), "the same with --as saml"},
		{operation.ProviderRights(operation.UseRename), "fix (to change names at the provider)"},
		{operation.ProviderRights(operation.UseEnable), "enable --plan, --apply, --disable; steps check"},
		{operation.ProviderRights(operation.UseTry), "enable --try"},
		{operation.ProviderRights(operation.UseAssign), "enable --assign"},
		{operation.ProviderRights(operation.UseAssignUsers), "enable --assign --users"},
		{operation.ProviderRights(operation.UseDiagnose), "enable --diagnose"},
	} {
		text += "\n  " + r.commands + "\n"
		for _, title := range slices.Sorted(maps.Keys(r.rights)) {
			for i, right := range r.rights[title] {
				if i > 0 {
					title = ""
				}
				text += fmt.Sprintf("    %-10s %s\n", title, right)
			}
		}
	}
	return text + `
Entra ID: these are permissions of Microsoft Graph, as an application or by a
person. A person also needs the role Cloud Application Administrator. An
application that owns the app needs Application.ReadWrite.OwnedBy in place of
those of Synchronization. Without AuditLog.Read.All, or without Microsoft Entra ID
P1 or P2, single errors aren't known, and everything else works. With --as saml,
Policy.Read.All together with Application.ReadWrite.All (OwnedBy for the owner)
lets ad2scim read claims mapping policies too; without them, check the advanced
options of the group claim yourself. A sign-in by device code has the permissions
that the app registration was granted. ad2scim refuses az login as a person, which
can never have those of Synchronization.
`
}

// extraCommands are added by build tags.
var extraCommands []*cobra.Command
