package doctor

// ID names a finding.
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

// Certainty is how sure it is that a finding stands in the way.
type Certainty string

// The certainties, strongest first. Certain follows from known facts alone.
const (
	Certain  Certainty = "certain"
	Likely   Certainty = "likely"
	Possible Certainty = "possible"
)

// order sorts certainties, strongest first.
func (c Certainty) order() int {
	switch c {
	case Certain:
		return 0
	case Likely:
		return 1
	}
	return 2
}

// Grade says where a rule comes from.
type Grade string

// The grades of a source.
const (
	Documented Grade = "D" // the vendor's documentation
	FromClient Grade = "C" // the vendor's public client code, as of December 2024
)

// String says the grade in words.
func (g Grade) String() string {
	switch g {
	case Documented:
		return "from Dashlane's documentation"
	case FromClient:
		return "read from Dashlane's client code of December 2024, which may have changed"
	}
	return string(g)
}

// Finding is one answer to "why is it grey?".
type Finding struct {
	ID        ID
	Certainty Certainty
	Title     string
	Why       string
	Next      string // what to do
	Source    Grade
	Fact      Fact // need-fact alone: the fact to find out; Next says how
}

// Blocks reports whether going on cannot work until the finding is dealt with:
// it is certain and not merely a word on how things stand.
func (f Finding) Blocks() bool {
	return f.Certainty == Certain && f.ID != NotGreyed && f.ID != ContactSupport
}
