package playbook

import (
	_ "embed"
	"slices"
	"sync"
)

// Playbook is a parsed and checked file of steps.
type Playbook struct {
	File   string
	IDPs   []Provider
	Phases []Phase
	steps  []definition
}

// Provider is an identity provider in the playbook.
type Provider struct {
	ID   IDP
	Name string
	Own  []Path // the paths with instructions by Dashlane
}

// Phase is a group of steps.
type Phase struct {
	ID    string
	Title string
}

// restricted is a text for some paths and identity providers; empty lists mean all.
type restricted struct {
	text  string
	paths []Path
	idps  []IDP
	grade Grade
	tells reportCondition // for a fact: when it is reported
	line  int
}

func (n restricted) appliesTo(p Path, i IDP) bool { return includes(n.paths, p) && includes(n.idps, i) }

func includes[S comparable](some []S, one S) bool {
	return len(some) == 0 || slices.Contains(some, one)
}

// Title returns the title of a step on any path, or "" if there is no such step.
func (p *Playbook) Title(id StepID) string {
	for i := range p.steps {
		if p.steps[i].id == string(id) {
			return p.steps[i].title
		}
	}
	return ""
}

// definition is a step in the file, for all combinations.
type definition struct {
	id, title, phase       string
	why                    restricted
	line                   int
	inTurn                 bool
	perProvider, hintOnly  bool
	namesAfter             StepID
	wait                   Wait
	paths                  []Path
	idps                   []IDP
	run                    []restricted
	do, attest, back       []restricted
	notNeeded              []restricted
	needs, facts, cautions []restricted
	confirm                []restrictedConfirm
	check                  Probe
	job                    Job
	checkDoes              bool
	gates                  []RequirementID
	grade                  Grade
}

type restrictedConfirm struct {
	restricted // the text is the reason
	phrase     string
}

func (d *definition) appliesTo(p Path, i IDP) bool {
	return includes(d.paths, p) && includes(d.idps, i)
}

//go:embed dashlane.yaml
var dashlaneYAML []byte

// Dashlane returns the built-in playbook, which is parsed at the first call.
var Dashlane = sync.OnceValue(func() *Playbook {
	p, err := Read("dashlane.yaml", dashlaneYAML)
	if err != nil {
		panic("the playbook that is built in is broken: " + err.Error())
	}
	return p
})
