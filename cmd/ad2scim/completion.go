package main

import (
	"github.com/spf13/cobra"

	"ad2scim/migrate"
)

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:                   "completion bash|zsh|fish|powershell",
		Short:                 "Print a completion script for a shell",
		Long:                  completionHelp,
		Args:                  cobra.ExactArgs(1),
		ValidArgs:             []string{"bash", "zsh", "fish", "powershell"},
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			root, out := cmd.Root(), data(cmd.OutOrStdout())
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return &migrate.Problem{
				Class: migrate.BadInput, What: "no completion for " + migrate.Quote(args[0]),
				Next: "give bash, zsh, fish or powershell",
			}
		},
	}
}

const completionHelp = `Print a completion script for a shell.

  bash         source <(ad2scim completion bash)
  zsh          ad2scim completion zsh > "${fpath[1]}/_ad2scim"
  fish         ad2scim completion fish > ~/.config/fish/completions/ad2scim.fish
  powershell   ad2scim completion powershell | Out-String | Invoke-Expression`
