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

// What cobra says of a wrong call has no types; its texts are those of v1.10.
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

// wrongCall says what is wrong with a call that cobra refused, why, and what to do.
func wrongCall(command *cobra.Command, err error) *migrate.Problem {
	see := "see " + command.CommandPath() + " --help"
	p := &migrate.Problem{Class: migrate.BadInput, What: err.Error(), Next: see, Err: err}
	is := cobraTexts()
	var value *pflag.InvalidValueError
	var none *pflag.ValueRequiredError
	var twice *twiceError
	switch text := err.Error(); {
	case errors.As(err, &twice):
		p.What, p.Next = twice.Error(), "give it once; "+see
	case errors.As(err, &value):
		p.What = "--" + value.GetFlag().Name + " can't be " + migrate.Quote(value.GetValue())
		p.Next = cmp.Or(valueForms[value.GetFlag().Value.Type()], see)
	case errors.As(err, &none):
		p.What, p.Next = "--"+none.GetFlag().Name+" has no value", "give one after it; "+see
	case is.wrongCount.MatchString(text):
		m := is.wrongCount.FindStringSubmatch(text)
		p.What, p.Why = command.CommandPath()+" takes "+number(m[1])+" argument", number(m[2])+" was given"
		if m[1] != "1" {
			p.What += "s"
		}
		if m[2] != "0" && m[2] != "1" {
			p.Why = m[2] + " were given"
		}
		p.Next = "call it as " + migrate.Quote(command.UseLine())
	case is.noArgument.MatchString(text):
		p.What, p.Why = command.CommandPath()+" takes no argument", is.noArgument.FindStringSubmatch(text)[1]+" was given"
	case is.exclusive.MatchString(text):
		m := is.exclusive.FindStringSubmatch(text)
		p.What, p.Why = flagNames(m[2], "and")+" can't be used together", "each selects an action"
		p.Next = "use one of them; " + see
	case is.together.MatchString(text):
		m := is.together.FindStringSubmatch(text)
		p.What, p.Why = flagNames(m[2], "and")+" is missing", flagNames(m[1], "and")+" must be used together"
	case is.oneOfRequired.MatchString(text):
		p.What, p.Why = "no action was given", ""
		p.Next = "give " + flagNames(is.oneOfRequired.FindStringSubmatch(text)[1], "or") + "; " + see
	}
	return p
}

// valueForms say what a flag of a type takes.
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

// flagNames writes a list of flags as cobra has it with dashes and a last word.
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

// checkWorkspace refuses a --workspace that is empty, as where a variable is not
// set: the folder of another migration would be taken in its place. Without
// quotation marks the shell lets it swallow the command.
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

// groupOnly ends a command that only groups others: it prints its help.
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
