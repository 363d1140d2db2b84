package migrate

import (
	"errors"
	"strings"
)

// Class sorts problems by what a caller can do about them; commands turn it
// into their exit status.
type Class int

// The classes and the exit status of each.
const (
	// BadInput is a wrong call or a broken input file: 2.
	BadInput Class = 2
	// Unreachable is a source that could not be reached or refused: 3.
	Unreachable Class = 3
	// Partial is work that was done in part; the journal says what: 4.
	Partial Class = 4
)

// Problem is an error for people: what failed, why, and what to do next. None
// of its texts holds a secret or a line break.
type Problem struct {
	Class Class
	What  string // "cannot sign in to dc1.corp.example.com"
	Why   string // "the password is wrong (AD error 52e)"
	Next  string // "check AD2SCIM_AD_PASSWORD, or whether the account is typed as user@domain"
	// Remedies are what to do next with the program itself; they come after Next.
	Remedies Remedies
	// Number is what a person may type to confirm that it is intended; nil for nothing.
	Number *NumberToType
	// Step is the id of the runbook's step that What names as "step ID", for a front end that
	// shows its title; empty for none.
	Step string
	Err  error // the cause, for errors.Is and errors.As; not shown
}

// Error returns the problem in one line, for the command line.
func (p *Problem) Error() string { return p.Phrase(Remedy.String) }

// Phrase returns the problem in one line, with the remedies in the words of a front end.
func (p *Problem) Phrase(words func(Remedy) string) string {
	s := p.What
	if p.Why != "" {
		s += ": " + p.Why
	}
	if next := p.Advice().Phrase(words); next != "" {
		s = strings.TrimSuffix(s, ".") // the messages of Windows end with a period
		s += ". " + strings.ToUpper(next[:1]) + next[1:]
	}
	return string(MaskAnswer([]byte(s))) // a token that came in another way all the same
}

// Advice is all that there is to do next, for a front end to phrase.
func (p *Problem) Advice() Remedies {
	if p.Next == "" {
		return p.Remedies
	}
	return Advise(p.Next).Or(p.Remedies...)
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// With adds causes to an error, for errors.Is; its words stay as they are.
func With(err error, causes ...error) error {
	p, is := errors.AsType[*Problem](err)
	if !is {
		return errors.Join(append([]error{err}, causes...)...)
	}
	more := *p
	more.Err = errors.Join(append([]error{p.Err}, causes...)...)
	return &more
}

// NumberToType is a number of groups that a person types to confirm that it is intended.
type NumberToType struct {
	Number string
	// Groups name the groups that are counted, for people. They may be fewer than the number.
	Groups []string
}

// NumberToConfirm is the number to type that err was refused for want of; false for none.
func NumberToConfirm(err error) (NumberToType, bool) {
	if p, ok := errors.AsType[*Problem](err); ok && p.Number != nil {
		return *p.Number, true
	}
	return NumberToType{}, false
}

// ClassOf returns the class of the first Problem in err's chain, or 0.
func ClassOf(err error) Class {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Class
	}
	return 0
}
