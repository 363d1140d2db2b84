package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// cobraTexts match cobra's errors, which have no types. The texts are those of v1.10.
var cobraTexts = sync.OnceValue(func() (t struct {
	wrongCount, noArgument, exclusive, together, oneOfRequired *regexp.Regexp
},
) {
	t.wrongCount = regexp.MustCompile(`^accepts (\d+) arg\(s\), received (\d+)$`)
	t.noArgument = regexp.MustCompile(`(?s)^unknown command (".*") for ".*"`)
	t.exclusive = regexp.MustCompile(
		`^if any flags in the group \[(.*)\] are set none of the others can be; \[(.*)\] were all set$`)
	t.together = regexp.MustCompile(
		`^if any flags in the group \[(.*)\] are set they must all be set; missing \[(.*)\]$`)
	t.oneOfRequired = regexp.MustCompile(`^at least one of the flags in the group \[(.*)\] is required$`)
	return t
})

// wrongCall explains a call that cobra refused.
func wrongCall(command *cobra.Command, err error) *migrate.Problem {
	see := "see " + command.CommandPath() + " --help"
	p := &migrate.Problem{Class: migrate.BadInput, What: err.Error(), Next: see, Err: err}
	texts := cobraTexts()
	var value *pflag.InvalidValueError
	var none *pflag.ValueRequiredError
	var twice *repeatedError
	switch text := err.Error(); {
	case errors.As(err, &twice):
		p.What, p.Next = twice.Error(), "give it once; "+see
	case errors.As(err, &value):
		p.What = "--" + value.GetFlag().Name + " can't be " + migrate.Quote(value.GetValue())
		p.Next = cmp.Or(valueForms[value.GetFlag().Value.Type()], see)
	case errors.As(err, &none):
		p.What, p.Next = "--"+none.GetFlag().Name+" has no value", "give one after it; "+see
	case texts.wrongCount.MatchString(text):
		m := texts.wrongCount.FindStringSubmatch(text)
		p.What, p.Why = command.CommandPath()+" takes "+number(m[1])+" argument", number(m[2])+" was given"
		if m[1] != "1" {
			p.What += "s"
		}
		if m[2] != "0" && m[2] != "1" {
			p.Why = m[2] + " were given"
		}
		p.Next = "call it as " + migrate.Quote(command.UseLine())
	case texts.noArgument.MatchString(text):
		p.What, p.Why = command.CommandPath()+" takes no argument", texts.noArgument.FindStringSubmatch(text)[1]+" was given"
	case texts.exclusive.MatchString(text):
		m := texts.exclusive.FindStringSubmatch(text)
		p.What, p.Why = flagNames(m[2], "and")+" can't be used together", "each selects an action"
		p.Next = "use one of them; " + see
	case texts.together.MatchString(text):
		m := texts.together.FindStringSubmatch(text)
		p.What, p.Why = flagNames(m[2], "and")+" is missing", flagNames(m[1], "and")+" must be used together"
	case texts.oneOfRequired.MatchString(text):
		p.What, p.Why = "no action was given", ""
		p.Next = "give " + flagNames(texts.oneOfRequired.FindStringSubmatch(text)[1], "or") + "; " + see
	}
	return p
}

// valueForms describe the values of a flag type.
var valueForms = map[string]string{
	"duration": "give a time such as 15m or 1h",
	"bool":     "give true or false, or the flag alone", "int": "give a whole number",
}

func number(digits string) string {
	if word, known := map[string]string{"0": "none", "1": "one"}[digits]; known {
		return word
	}
	return digits
}

// flagNames lists flags with dashes. list is separated by spaces, and last comes before the
// last flag.
func flagNames(list, last string) string {
	all := strings.Fields(list)
	for i := range all {
		all[i] = "--" + all[i]
	}
	if n := len(all) - 1; n > 0 {
		return strings.Join(all[:n], ", ") + " " + last + " " + all[n]
	}
	return strings.Join(all, "")
}

// checkWorkspace refuses an empty --workspace, as from an unset variable, because the workspace
// of another migration would be used. Without quotation marks, the shell makes the command the
// flag's value.
func checkWorkspace(cmd *cobra.Command, dir string) error {
	if flag := cmd.Flags().Lookup("workspace"); flag == nil || !flag.Changed {
		return nil
	}
	problem := func(why string) error {
		return badFlag("--workspace has no folder", why, "give a folder; check that the variable you use is set")
	}
	if dir == "" {
		return problem("it is empty")
	}
	for _, c := range cmd.Root().Commands() {
		if cmd == cmd.Root() && c.Name() == dir {
			return problem(fmt.Sprintf("the next word, the command %s, was read as the folder", migrate.Quote(dir)))
		}
	}
	return nil
}

// groupOnly prints the help of a command that only groups others, and returns an error.
func groupOnly(cmd *cobra.Command) error {
	if err := cmd.Help(); err != nil {
		return err
	}
	var all []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			all = append(all, cmd.Name()+" "+c.Name())
		}
	}
	return badFlag(cmd.Name()+" needs a subcommand", "", "give "+render.Alternatives(all))
}
