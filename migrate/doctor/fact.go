package doctor

import "slices"

// Fact identifies one fact that the rules use.
type Fact string

// The facts, as --fact accepts them.
const (
	Path                 Fact = "path"
	SSO                  Fact = "sso"
	SSOKind              Fact = "sso_kind"
	ADSync               Fact = "ad_sync"
	ADSyncScript         Fact = "ad_sync_script"
	SCIMConfidential     Fact = "scim_confidential"
	SCIMSelfHosted       Fact = "scim_self_hosted"
	EncryptionServiceURL Fact = "encryption_service_url"
	PlanSCIM             Fact = "plan_scim"
	ReloggedIn           Fact = "relogged_in"
	Greyed               Fact = "greyed"
)

// Values that several facts or other packages share.
const (
	Confidential = "confidential"
	SelfHosted   = "self-hosted"
	On           = "on"
	Off          = "off"
	Yes          = "yes"
	No           = "no"
	Unknown      = "unknown"
)

// value is one permitted value of a fact. Its weight is an estimate of how many in ten admins have it; it only
// affects the order of questions.
type value struct {
	name   string
	weight int
}

type definition struct {
	fact   Fact
	values []value
}

var definitions = []definition{
	{Path, []value{{Confidential, 5}, {SelfHosted, 5}}},
	{SSO, []value{{Off, 2}, {"configured", 2}, {On, 6}}},
	{SSOKind, []value{{"none", 1}, {Confidential, 4}, {SelfHosted, 4}, {"connector", 1}}},
	{ADSync, []value{{Off, 3}, {"full", 4}, {"provision-only", 2}, {"deprovision-only", 1}, {Unknown, 0}}},
	{ADSyncScript, []value{{"running", 2}, {"scheduled", 4}, {"disabled", 3}, {"absent", 1}, {Unknown, 0}}},
	{SCIMConfidential, []value{{On, 1}, {Off, 9}}},
	{SCIMSelfHosted, []value{{On, 1}, {Off, 9}}},
	{EncryptionServiceURL, []value{{"set", 7}, {"unset", 3}}},
	{PlanSCIM, []value{{Yes, 9}, {No, 1}}},
	{ReloggedIn, []value{{Yes, 4}, {No, 6}}},
	{Greyed, []value{{Yes, 8}, {No, 2}}},
}

func define(k Fact) (definition, bool) {
	for _, d := range definitions {
		if d.fact == k {
			return d, true
		}
	}
	return definition{}, false
}

func (d definition) names() []string {
	list := make([]string, len(d.values))
	for i, v := range d.values {
		list[i] = v.name
	}
	return list
}

// AllFacts returns the facts in the order in which they are shown.
func AllFacts() []Fact {
	list := make([]Fact, len(definitions))
	for i, d := range definitions {
		list[i] = d.fact
	}
	return list
}

// Values returns the permitted values of a fact, or nil for an unknown fact.
func (k Fact) Values() []string {
	d, _ := define(k)
	return d.names()
}

// Answers returns all values except Unknown.
func (k Fact) Answers() []string {
	return slices.DeleteFunc(k.Values(), func(v string) bool { return v == Unknown })
}

// Question asks for a fact.
type Question struct {
	Fact      Fact
	Ask       string   // the question in words
	HowToFind string   // where to find the answer
	Values    []string // the allowed answers
}

// Question returns the question for a fact, or the zero Question for an unknown fact.
func (k Fact) Question() Question {
	d, ok := define(k)
	if !ok {
		return Question{}
	}
	w := words().Facts[k]
	return Question{Fact: k, Ask: w.Ask, HowToFind: w.How, Values: d.names()}
}
