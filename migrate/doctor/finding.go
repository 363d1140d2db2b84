package doctor

// ID identifies a finding.
type ID string

// The findings.
const (
	ADSyncOn                    ID = "ad-sync-on"
	ADSyncScriptActive          ID = "ad-sync-script-active"
	SSONotEnabled               ID = "sso-not-enabled"
	SSOWrongKind                ID = "sso-wrong-kind"
	OtherSCIMOn                 ID = "other-scim-on"
	EncryptionServiceURLMissing ID = "encryption-service-url-missing"
	PlanWithoutSCIM             ID = "plan-without-scim"
	SessionNotRefreshed         ID = "session-not-refreshed"
	ContactSupport              ID = "contact-support"
	NotGreyed                   ID = "not-greyed"
	NeedFact                    ID = "need-fact"
)

// Certainty is how certain it is that a finding blocks provisioning.
type Certainty string

// The certainties, strongest first. Certain findings follow from known facts alone.
const (
	Certain  Certainty = "certain"
	Likely   Certainty = "likely"
	Possible Certainty = "possible"
)

// order orders certainties, strongest first.
func (c Certainty) order() int {
	switch c {
	case Certain:
		return 0
	case Likely:
		return 1
	}
	return 2
}

// Grade is the source of a rule.
type Grade string

// The grades of a source.
const (
	Documented Grade = "D" // the vendor's documentation
	FromClient Grade = "C" // the vendor's public client code, as of December 2024
)

// String returns the grade in words.
func (g Grade) String() string {
	switch g {
	case Documented:
		return "from Dashlane's documentation"
	case FromClient:
		return "read from Dashlane's client code of December 2024, which may have changed"
	}
	return string(g)
}

// Finding is one reason why provisioning is greyed out.
type Finding struct {
	ID        ID
	Certainty Certainty
	Title     string
	Why       string
	Next      string // what to do
	Source    Grade
	Fact      Fact // need-fact only: the fact to find out; Next says how
}

// Blocks reports whether the finding certainly blocks provisioning, and isn't only information.
func (f Finding) Blocks() bool {
	return f.Certainty == Certain && f.ID != NotGreyed && f.ID != ContactSupport
}
