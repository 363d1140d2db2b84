//go:build manpages

package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// With the build tag manpages, the program writes its manual pages from the help of its
// commands: ad2scim manpages FOLDER. Releases are built without it.
func init() {
	extraCommands = append(extraCommands, &cobra.Command{
		Use:    "manpages FOLDER",
		Short:  "Write a manual page for each command",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			header := &doc.GenManHeader{Section: "1", Source: "ad2scim", Manual: "ad2scim manual"}
			if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
				at := time.Unix(seconds, 0).UTC()
				header.Date = &at
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			complete(root)
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return fmt.Errorf("cannot write the manual pages: %w", err)
			}
			return nil
		},
	})
}

// complete fills in the help of each command, which some commands compute on demand.
func complete(cmd *cobra.Command) {
	cmd.SetOut(io.Discard)
	cmd.HelpFunc()(cmd, nil)
	for _, below := range cmd.Commands() {
		complete(below)
	}
}
