package migrate

import (
	"errors"
	"strings"
)

// Class is the kind of a problem, by what the caller can do about it. Commands use it as their exit status.
type Class int

// The classes, with their exit status.
const (
	// BadInput is a wrong call or an invalid input file: 2.
	BadInput Class = 2
	// Unreachable is a source that couldn't be reached or that refused access: 3.
	Unreachable Class = 3
	// Partial is work that was done in part; the journal has the details: 4.
	Partial Class = 4
)

// Problem is an error for people: what failed, why, and what to do next. None of its texts may hold a secret or a
// line break.
type Problem struct {
	Class Class
	What  string // "cannot sign in to dc1.corp.example.com"
	Why   string // "the password is wrong (AD error 52e)"
	Next  string // "check AD2SCIM_AD_PASSWORD, or whether the account is typed as user@domain"
	// Remedies are the next steps that use this program. They are shown after Next.
	Remedies Remedies
	// Number is the number that an admin can type to confirm the change; nil if there is none.
	Number *NumberToType
	// Step is the id of the runbook step that What names as "step ID". A front end shows the step's title in its place.
	// Empty if there is none.
	Step string
	Err  error // the cause for errors.Is and errors.As, not shown
}

// Error returns the problem in one line for the command line.
func (p *Problem) Error() string { return p.Phrase(Remedy.String) }

// Phrase returns the problem in one line. words phrases the remedies for a front end.
func (p *Problem) Phrase(words func(Remedy) string) string {
	s := p.What
	if p.Why != "" {
		s += ": " + p.Why
	}
	if next := p.Advice().Phrase(words); next != "" {
		s = strings.TrimSuffix(s, ".") // messages of Windows end with a period
		s += ". " + strings.ToUpper(next[:1]) + next[1:]
	}
	return string(MaskAnswer([]byte(s))) // a token that no Mask call has caught
}

// Advice returns all next steps: Next and Remedies.
func (p *Problem) Advice() Remedies {
	if p.Next == "" {
		return p.Remedies
	}
	return Advise(p.Next).Or(p.Remedies...)
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// With adds causes for errors.Is to an error without changing its text.
func With(err error, causes ...error) error {
	p, is := errors.AsType[*Problem](err)
	if !is {
		return errors.Join(append([]error{err}, causes...)...)
	}
	more := *p
	more.Err = errors.Join(append([]error{p.Err}, causes...)...)
	return &more
}

// NumberToType is a number of groups that an admin types to confirm a change.
type NumberToType struct {
	Number string
	// Groups names the groups that are counted, for people. The list may be shorter than Number.
	Groups []string
}

// NumberToConfirm returns the number that must be typed to get past err. ok is false if err needs none.
func NumberToConfirm(err error) (NumberToType, bool) {
	if p, ok := errors.AsType[*Problem](err); ok && p.Number != nil {
		return *p.Number, true
	}
	return NumberToType{}, false
}

// ClassOf returns the class of the first Problem in err's chain, or 0 if there is none.
func ClassOf(err error) Class {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Class
	}
	return 0
}
