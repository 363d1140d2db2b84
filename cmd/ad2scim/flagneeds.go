package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ad2scim/migrate/render"
)

// need names flags that have no effect without one of some others.
type need struct {
	flags        []string // names; one that ends in * stands for every flag with that prefix
	one          []string // the flags of which one is needed, as in the message
	alternatives []string // other flags that are enough, not in the message
}

// checkNeeds refuses a flag that has no effect without another, because the admin expects one.
func checkNeeds(cmd *cobra.Command, all ...need) error {
	given := func(name string) bool { return cmd.Flags().Changed(name) }
	for _, n := range all {
		if slices.ContainsFunc(n.one, given) || slices.ContainsFunc(n.alternatives, given) {
			continue
		}
		idle := firstGiven(cmd, n.flags)
		if idle == "" {
			continue
		}
		names := make([]string, len(n.one))
		for i, name := range n.one {
			names[i] = "--" + name
		}
		others := render.Alternatives(names)
		return badFlag(fmt.Sprintf("--%s has no effect", idle), "it needs "+others,
			fmt.Sprintf("add %s, or leave --%s out", others, idle))
	}
	return nil
}

// refuseWith refuses a flag of these that has no effect together with another one. Names are as in
// need.
func refuseWith(cmd *cobra.Command, other, why string, flags ...string) error {
	if !cmd.Flags().Changed(other) {
		return nil
	}
	if idle := firstGiven(cmd, flags); idle != "" {
		return badFlag(fmt.Sprintf("--%s has no effect with --%s", idle, other), why, "leave one of them out")
	}
	return nil
}

// firstGiven returns the first of these flags that was given, or "". Names are as in need.
func firstGiven(cmd *cobra.Command, names []string) (first string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if first == "" && slices.ContainsFunc(names, func(name string) bool { return matches(name, f.Name) }) {
			first = f.Name
		}
	})
	return first
}

// matches reports whether name stands for the flag.
func matches(name, flag string) bool {
	start, open := strings.CutSuffix(name, "*")
	return flag == name || open && strings.HasPrefix(flag, start)
}
