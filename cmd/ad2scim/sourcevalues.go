package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ad2scim/migrate"
)

// givenSource holds the flags given for one source.
type givenSource struct {
	connection migrate.Connection
	secretFile string
	without    []string
	flags      []string // their names, without dashes
}

// assignment is a flag and its value.
type assignment struct {
	value *sourceValue
	text  string
}

// scope holds the flags of one source: its --ad and those after it, up to the next. The first
// scope holds those before any --ad, which apply to all.
type scope []assignment

func (s scope) has(name string) bool {
	return slices.ContainsFunc(s, func(a assignment) bool { return a.value.name == name })
}

// assign adds a flag, in the order of the command line.
func (s *sourceFlags) assign(v *sourceValue, text string) error {
	if len(s.scopes) == 0 {
		s.scopes = []scope{nil}
	}
	if v.name == string(s.side) {
		if len(s.scopes) > 1 && s.side != migrate.AD {
			return &repeatedError{v.name}
		}
		s.scopes = append(s.scopes, nil)
	}
	at := &s.scopes[len(s.scopes)-1]
	if !v.repeats && at.has(v.name) {
		return &repeatedError{v.name}
	}
	if err := v.set(&givenSource{}, text); err != nil {
		return err
	}
	*at = append(*at, assignment{v, text})
	s.all = s.sources()
	s.connection = s.all[0].connection
	return nil
}

// sources combines the flags that apply to each source.
func (s *sourceFlags) sources() []givenSource {
	var all []givenSource
	for i, own := range s.scopes {
		if i == 0 && len(s.scopes) > 1 {
			continue
		}
		var g givenSource
		for _, a := range s.scopes[0] {
			switch name := a.value.name; {
			case i > 0 && own.has(name):
			case i > 0 && s.side == migrate.AD && !s.affects(name, s.reachedBy(migrate.Connection{Location: own[0].text})):
				g.flags = append(g.flags, name) // it is for another source, or an error
			default:
				g.apply(a)
			}
		}
		if i > 0 {
			for _, a := range own {
				g.apply(a)
			}
		}
		all = append(all, g)
	}
	return all
}

func (g *givenSource) apply(a assignment) {
	_ = a.value.set(g, a.text) // assign has already checked it
	g.flags = append(g.flags, a.value.name)
}

// sourceValue is a flag about a source.
type sourceValue struct {
	flags   *sourceFlags
	name    string
	typ     string
	repeats bool
	set     func(g *givenSource, text string) error
	text    string
}

// String is the last value.
func (v *sourceValue) String() string { return v.text }

// Type is the type of the value in the help.
func (v *sourceValue) Type() string { return v.typ }

// Set adds the flag to the current source.
func (v *sourceValue) Set(text string) error {
	v.text = text
	return v.flags.assign(v, text)
}

// add registers a flag of this side.
func (s *sourceFlags) add(cmd *cobra.Command, v sourceValue, usage string) {
	v.flags = s
	f := cmd.Flags().VarPF(&v, v.name, "", usage)
	if v.typ == "bool" {
		f.NoOptDefVal = "true"
		f.DefValue = "false"
	}
}

func (s *sourceFlags) text(cmd *cobra.Command, name, usage string, field func(*givenSource) *string) {
	s.add(cmd, sourceValue{name: name, typ: "string", set: func(g *givenSource, text string) error {
		*field(g) = text
		return nil
	}}, usage)
}

func (s *sourceFlags) boolean(cmd *cobra.Command, name, usage string, field func(*givenSource) *bool) {
	s.add(cmd, sourceValue{name: name, typ: "bool", set: func(g *givenSource, text string) (err error) {
		*field(g), err = strconv.ParseBool(text)
		return err
	}}, usage)
}

func (s *sourceFlags) number(cmd *cobra.Command, name, usage string, field func(*givenSource) *int) {
	s.add(cmd, sourceValue{name: name, typ: "int", set: func(g *givenSource, text string) (err error) {
		*field(g), err = strconv.Atoi(text)
		return err
	}}, usage)
}

func (s *sourceFlags) list(cmd *cobra.Command, name, usage string, field func(*givenSource) *[]string) {
	s.add(cmd, sourceValue{name: name, typ: "strings", repeats: true, set: func(g *givenSource, text string) error {
		*field(g) = append(*field(g), strings.Split(text, ",")...)
		return nil
	}}, usage)
}

// timeout registers --timeout, which both sides share.
func (s *sourceFlags) timeout(cmd *cobra.Command) {
	v, known := (*timeoutValue)(nil), false
	if f := cmd.Flags().Lookup("timeout"); f != nil {
		v, known = f.Value.(*timeoutValue)
	}
	if !known {
		v = &timeoutValue{}
		f := cmd.Flags().VarPF(v, "timeout", "",
			"how long to wait for a server to answer, such as 90s (default 15s to connect to a domain controller, 2m for a SCIM endpoint)")
		f.DefValue = ""
	}
	v.targets = append(v.targets, s)
}

// timeoutValue is the limit for all sources of a command.
type timeoutValue struct {
	targets []*sourceFlags
	limit   time.Duration
}

// String is the limit.
func (v *timeoutValue) String() string {
	if v.limit == 0 {
		return ""
	}
	return v.limit.String()
}

// Type is the type of the value in the help.
func (*timeoutValue) Type() string { return "duration" }

// Set sets the limit.
func (v *timeoutValue) Set(text string) (err error) {
	if v.limit, err = time.ParseDuration(text); err != nil {
		return err
	}
	if v.limit <= 0 || v.limit > time.Hour {
		return fmt.Errorf("not between 0 and 1h: %s", text)
	}
	for _, s := range v.targets {
		s.limit = v.limit
	}
	return nil
}

// repeatedError means that a flag was repeated that can be given only once.
type repeatedError struct{ flag string }

func (e *repeatedError) Error() string { return "--" + e.flag + " is given twice" }

// onceValue is a flag that can be given only once.
type onceValue struct {
	pflag.Value
	name  string
	given bool
}

// Set refuses a second value, because the program can't know which is meant.
func (v *onceValue) Set(text string) error {
	if v.given {
		return &repeatedError{v.name}
	}
	v.given = true
	return v.Value.Set(text)
}

// allowOnce lets every flag of a command and its subcommands be given only once, except for
// lists.
func allowOnce(cmd *cobra.Command) {
	once := func(f *pflag.Flag) {
		switch f.Value.(type) {
		case *onceValue, *sourceValue, pflag.SliceValue:
			return
		}
		if f.Value.Type() == "duration" && f.DefValue == "0s" {
			f.DefValue = "0" // pflag hides the zero value only for its own types
		}
		f.Value = &onceValue{Value: f.Value, name: f.Name}
	}
	cmd.Flags().VisitAll(once)
	cmd.PersistentFlags().VisitAll(once)
	for _, c := range cmd.Commands() {
		allowOnce(c)
	}
}
