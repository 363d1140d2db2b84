package playbook

import (
	"regexp"
	"slices"
	"sync"

	"ad2scim/migrate"
)

// Job is what the program does for a step in addition to checking it. The playbook assigns jobs to steps; a front
// end has a screen or command for each.
type Job string

// The jobs.
const (
	JobFindScript    Job = "find-script"
	JobDisableScript Job = "disable-script"
	JobVerifyScript  Job = "verify-script"
	JobProvider      Job = "provider" // configures the identity provider
	JobRename        Job = "rename"
	JobDoctor        Job = "doctor"
	JobReport        Job = "report"
)

var jobs = []Job{
	JobFindScript, JobDisableScript, JobVerifyScript, JobProvider, JobRename, JobDoctor, JobReport,
}

// Does reports whether the program does or checks anything for the step.
func (s Step) Does() bool { return s.Job != "" || s.Check != "" }

// Input is what an admin provides for a check.
type Input string

// The inputs of checks.
const (
	InputToken    Input = "token"     // the SCIM API token
	InputAuditLog Input = "audit-log" // a file with Dashlane's audit log
)

// Needs returns the input that the check needs, or "".
func (p Probe) Needs() Input {
	switch p {
	case ProbeToken, ProbeSCIM:
		return InputToken
	case ProbeAuditLog:
		return InputAuditLog
	}
	return ""
}

// NeedsHost reports whether the check connects to AD sync's hosts, so that it can't run with the other checks.
func (p Probe) NeedsHost() bool { return p == ProbeSyncVerify }

// ComparesConnected reports whether the check is the comparison of both connected sides, so that comparing them
// completes the check.
func (p Probe) ComparesConnected() bool { return p == ProbeDiff }

// remedyToken matches a remedy in a text of the playbook, such as {undo-renames}.
var remedyToken = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{[a-z-]+\}`) })

// WithWords returns the step with its texts phrased for a front end: the playbook names actions of
// the program as remedies
// in braces, not as commands or keys.
func (s Step) WithWords(words func(migrate.Remedy) string) Step {
	say := func(text string) string {
		return remedyToken().ReplaceAllStringFunc(text, func(token string) string {
			return words(migrate.Remedy{Kind: migrate.RemedyKind(token[1 : len(token)-1])})
		})
	}
	s.Do, s.Cautions = slices.Clone(s.Do), slices.Clone(s.Cautions)
	for _, lines := range [][]Line{s.Do, s.Cautions} {
		for i := range lines {
			lines[i].Text = say(lines[i].Text)
		}
	}
	s.Back = say(s.Back)
	return s
}

// checkTokens reports unknown remedies in braces, and remedies in texts that In doesn't replace.
func (r *reader) checkTokens(d *definition) {
	for _, n := range slices.Concat(d.do, d.cautions, d.back) {
		for _, token := range remedyToken().FindAllString(n.text, -1) {
			if !slices.Contains(migrate.RemedyKinds(), migrate.RemedyKind(token[1:len(token)-1])) {
				r.fault(n.line, token+" isn't a known remedy", "use one of migrate.RemedyKinds")
			}
		}
	}
	others := slices.Concat([]restricted{d.why, {text: d.title, line: d.line}}, d.run, d.attest, d.notNeeded)
	for _, c := range d.confirm {
		others = append(others, c.restricted, restricted{text: c.phrase, line: c.line})
	}
	for _, n := range others {
		if token := remedyToken().FindString(n.text); token != "" {
			r.fault(n.line, token+" isn't allowed in this text", "use it in do, cautions or back")
		}
	}
}
