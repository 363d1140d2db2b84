package playbook

import (
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/doctor"
)

// Path is one of the two setups that Dashlane offers.
type Path string

// The paths.
const (
	Confidential Path = "confidential"
	SelfHosted   Path = "self-hosted"
)

// Paths returns the paths.
func Paths() []Path { return []Path{Confidential, SelfHosted} }

// Heading returns Title with a capital letter.
func (p Path) Heading() string {
	title := p.Title()
	return strings.ToUpper(title[:1]) + title[1:]
}

// Title returns the name of the path for people, within a sentence.
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

// ParsePath returns the path with this name. An unknown name is BadInput.
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

// The identity providers. Other stands for any other provider.
const (
	Entra     = IDP(migrate.Entra)
	Okta      = IDP(migrate.Okta)
	JumpCloud = IDP(migrate.JumpCloud)
	PingOne   = IDP(migrate.PingOne)

	Other IDP = "other"
)

// IDPs returns the identity providers, Other last.
func IDPs() []IDP {
	var all []IDP
	for _, s := range migrate.ProviderSchemes() {
		all = append(all, IDP(s))
	}
	return append(all, Other)
}

// ParseIDP returns the identity provider with this name; azure and pingid are accepted too. An unknown name is
// BadInput.
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

// Grade is the source of a text in the playbook.
type Grade string

// The grades.
const (
	Documented Grade = "D" // a vendor's documentation
	FromClient Grade = "C" // the vendor's public client code, as of December 2024
	Inferred   Grade = "I" // inferred; only in cautions
)

// String returns the grade in words.
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

// Probe identifies a check of the program.
type Probe string

// The probes that a step may have as its check.
const (
	ProbeDashlaneStatus    Probe = "dashlane-status"    // SSO is on, according to Dashlane's public API
	ProbeEncryptionService Probe = "encryption-service" // the URL of the encryption service answers with a Dashlane page
	ProbeSnapshot          Probe = "snapshot"           // a list of AD groups is saved
	ProbeDiff              Probe = "diff"               // no group differs, is in conflict, or is there twice
	ProbeDiffWhole         Probe = "diff-whole"         // the same for the groups that have arrived
	ProbeSyncFind          Probe = "sync-find"          // finds the scheduled tasks and their state
	ProbeSyncDisabled      Probe = "sync-disabled"      // all of them are disabled
	ProbeSyncVerify        Probe = "sync-verify"        // the script has stopped
	ProbeAuditLog          Probe = "audit-log"          // no group events after AD sync stopped
	ProbeToken             Probe = "token"              // the token has the required form
	ProbeSCIM              Probe = "probe"              // the SCIM endpoint answers and accepts the token
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

// oneOf joins alternatives, with "or" before the last one.
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
