package playbook

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// Path is one of the two ways that Dashlane offers.
type Path string

// The paths.
const (
	Confidential Path = "confidential"
	SelfHosted   Path = "self-hosted"
)

// Paths lists the paths.
func Paths() []Path { return []Path{Confidential, SelfHosted} }

// Heading is Title at the beginning of a line.
func (p Path) Heading() string {
	title := p.Title()
	return strings.ToUpper(title[:1]) + title[1:]
}

// Title names the path for people, within a sentence.
func (p Path) Title() string {
	if p == Confidential {
		return "Confidential SSO"
	}
	return "self-hosted SSO"
}

// ProvisionsGroups reports whether SCIM provisions groups on the path. On the Confidential path
// groups can come by SAML only.
func (p Path) ProvisionsGroups() bool { return p == SelfHosted }

// SCIM is the doctor's fact that says whether the path's SCIM is on.
func (p Path) SCIM() doctor.Fact {
	if p == Confidential {
		return doctor.SCIMConfidential
	}
	return doctor.SCIMSelfHosted
}

// ParsePath returns the path of this name. Another name is BadInput.
func ParsePath(s string) (Path, error) {
	if slices.Contains(Paths(), Path(s)) {
		return Path(s), nil
	}
	return "", &migrate.Problem{
		Class: migrate.BadInput, What: migrate.Quote(s) + " isn't a path",
		Next: "give " + oneOf(Paths()),
	}
}

// IDP is an identity provider.
type IDP string

// The identity providers. Other stands for every other one.
const (
	Entra     = IDP(migrate.Entra)
	Okta      = IDP(migrate.Okta)
	JumpCloud = IDP(migrate.JumpCloud)
	PingOne   = IDP(migrate.PingOne)

	Other IDP = "other"
)

// IDPs lists the identity providers, and Other last.
func IDPs() []IDP {
	var all []IDP
	for _, s := range migrate.ProviderSchemes() {
		all = append(all, IDP(s))
	}
	return append(all, Other)
}

// ParseIDP returns the identity provider of this name; azure and pingid are
// taken too. Another name is BadInput.
func ParseIDP(s string) (IDP, error) {
	switch s {
	case "azure":
		return Entra, nil
	case "pingid":
		return PingOne, nil
	}
	if slices.Contains(IDPs(), IDP(s)) {
		return IDP(s), nil
	}
	return "", &migrate.Problem{
		Class: migrate.BadInput, What: migrate.Quote(s) +
			" isn't a known identity provider",
		Next: "give " + oneOf(IDPs()),
	}
}

// Grade says where a text of the playbook comes from.
type Grade string

// The grades.
const (
	Documented Grade = "D" // a vendor's documentation
	FromClient Grade = "C" // the vendor's public client code, as of December 2024
	Inferred   Grade = "I" // inferred; in cautions alone
)

// String says the grade in words.
func (g Grade) String() string {
	switch g {
	case Documented:
		return "documented"
	case FromClient:
		return "read from the client's code"
	case Inferred:
		return "inferred"
	}
	return string(g)
}

// Probe names what the program can look at by itself.
type Probe string

// The probes that a step may name as its check.
const (
	ProbeDashlaneStatus    Probe = "dashlane-status"    // SSO, by Dashlane's public API
	ProbeEncryptionService Probe = "encryption-service" // its URL answers with a Dashlane page
	ProbeSnapshot          Probe = "snapshot"           // a list of AD groups is saved
	ProbeDiff              Probe = "diff"               // no group differs, is in conflict, or is there twice
	ProbeDiffWhole         Probe = "diff-whole"         // the same of what has come, and how many of AD have not
	ProbeSyncFind          Probe = "sync-find"          // the scheduled tasks and their state
	ProbeSyncDisabled      Probe = "sync-disabled"      // every one of them is disabled
	ProbeSyncVerify        Probe = "sync-verify"        // the script has stopped
	ProbeAuditLog          Probe = "audit-log"          // no group events after the stop
	ProbeToken             Probe = "token"              // the token has the form that it must have
	ProbeSCIM              Probe = "probe"              // the SCIM endpoint answers and takes the token
	ProbeIDPConnection     Probe = "idp-connection"
	ProbeIDPUsers          Probe = "idp-users"
	ProbeIDPImported       Probe = "idp-imported"
	ProbeIDPGroups         Probe = "idp-groups"
	ProbeIDPAssigned       Probe = "idp-assigned"
	ProbeIDPStatus         Probe = "idp-status"
	ProbeReport            Probe = "report" // the report is written
)

var probes = []Probe{
	ProbeDashlaneStatus, ProbeEncryptionService, ProbeSnapshot, ProbeDiff, ProbeDiffWhole,
	ProbeSyncFind, ProbeSyncDisabled, ProbeSyncVerify,
	ProbeAuditLog, ProbeToken, ProbeSCIM, ProbeIDPConnection, ProbeIDPUsers, ProbeIDPImported, ProbeIDPGroups,
	ProbeIDPAssigned,
	ProbeIDPStatus, ProbeReport,
}

// List joins ids with commas.
func List[S ~string](words []S) string { return join(words, ", ") }

// oneOf writes the words of which one is to be given, with a last "or".
func oneOf[S ~string](words []S) string {
	last := len(words) - 1
	return List(words[:last]) + " or " + string(words[last])
}

func join[S ~string](words []S, between string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, between)
}
