package playbook

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ad2scim/migrate"
)

const schema = "ad2scim.playbook/v1"

// Read parses and checks a playbook. Errors are BadInput, with the file's name and the line of each error.
func Read(file string, text []byte) (*Playbook, error) {
	r := &reader{file: file}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		r.syntax(err)
		return nil, r.err()
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		r.fault(max(more.Line, 1), "there is more than one document", "keep the playbook in one document, without ---")
		return nil, r.err()
	}
	p := &Playbook{File: file}
	if len(doc.Content) == 1 {
		r.playbook(p, doc.Content[0])
	} else {
		r.fault(1, "the file is empty", "write a playbook")
	}
	if len(r.faults) == 0 {
		r.check(p)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return p, nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax converts an error of the YAML parser.
func (r *reader) syntax(err error) {
	if errors.Is(err, io.EOF) {
		r.fault(1, "the file is empty", "write a playbook")
		return
	}
	line, why := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(why); m != nil {
		line, _ = strconv.Atoi(m[1])
		why = m[2]
	}
	r.fault(line, "this is not YAML ("+strings.Map(oneLine, why)+")",
		"mind the indentation, and put a text with a colon in double quotes")
}

func oneLine(c rune) rune {
	if c < ' ' || c == 0x7F {
		return ' '
	}
	return c
}

func (r *reader) playbook(p *Playbook, n *yaml.Node) {
	var version, phases, steps, idps bool
	r.mapping(n, map[string]func(*yaml.Node){
		"schema": func(n *yaml.Node) {
			version = true
			if s := r.text(n); s != "" && s != schema {
				r.fault(n.Line, "the schema "+migrate.Quote(s)+" cannot be read here", "use "+schema)
			}
		},
		"idps": func(n *yaml.Node) {
			idps = true
			r.each(n, func(n *yaml.Node) { p.IDPs = append(p.IDPs, r.provider(n)) })
		},
		"phases": func(n *yaml.Node) {
			phases = true
			r.each(n, func(n *yaml.Node) { p.Phases = append(p.Phases, r.phase(n)) })
		},
		"steps": func(n *yaml.Node) {
			steps = true
			r.each(n, func(n *yaml.Node) { p.steps = append(p.steps, r.step(n)) })
		},
	})
	if n.Kind == yaml.MappingNode && !(version && phases && steps && idps) {
		r.fault(n.Line, "the playbook is not whole", "it needs schema, idps, phases and steps")
	}
}

func (r *reader) provider(n *yaml.Node) Provider {
	var p Provider
	r.mapping(n, map[string]func(*yaml.Node){
		"id":   func(n *yaml.Node) { p.ID = word(r, n, IDPs(), "identity provider") },
		"name": func(n *yaml.Node) { p.Name = r.text(n) },
		"own": func(n *yaml.Node) {
			r.each(n, func(n *yaml.Node) { p.Own = append(p.Own, word(r, n, Paths(), "path")) })
		},
	})
	r.missing(n, "id", p.ID != "", "name", p.Name != "")
	return p
}

func (r *reader) phase(n *yaml.Node) Phase {
	var p Phase
	r.mapping(n, map[string]func(*yaml.Node){
		"id":    func(n *yaml.Node) { p.ID = r.text(n) },
		"title": func(n *yaml.Node) { p.Title = r.text(n) },
	})
	r.missing(n, "id", p.ID != "", "title", p.Title != "")
	return p
}

// missing reports missing keys of a mapping; pairs are a key and whether it is there. A key with an invalid value
// already has an error of its own.
func (r *reader) missing(n *yaml.Node, pairs ...any) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(pairs); i += 2 {
		key := pairs[i].(string)
		if !pairs[i+1].(bool) && !hasKey(n, key) {
			r.fault(n.Line, "the "+key+" is missing", "add "+key+": ...")
		}
	}
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (r *reader) step(n *yaml.Node) definition {
	d := definition{line: n.Line}
	text := func(s *string) func(*yaml.Node) { return func(n *yaml.Node) { *s = r.text(n) } }
	texts := func(s *[]restricted) func(*yaml.Node) { return func(n *yaml.Node) { *s = r.texts(n) } }
	yes := func(key string, is *bool) func(*yaml.Node) {
		return func(n *yaml.Node) { *is = word(r, n, []string{"yes"}, "value for "+key) == "yes" }
	}
	r.mapping(n, map[string]func(*yaml.Node){
		"id": func(n *yaml.Node) {
			d.line, d.id = n.Line, r.text(n)
			if strings.Trim(d.id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				r.fault(n.Line, "the id "+migrate.Quote(d.id)+" has other characters than small letters, digits and hyphens",
					"choose another id")
			}
		},
		"title": text(&d.title), "phase": text(&d.phase), "run": texts(&d.run),
		"why":     func(n *yaml.Node) { d.why = r.narrowed(n) },
		"in-turn": yes("in-turn", &d.inTurn), "per-provider": yes("per-provider", &d.perProvider),
		"hint-only": yes("hint-only", &d.hintOnly), "check-does-it": yes("check-does-it", &d.checkDoes),
		"names-after": func(n *yaml.Node) { d.namesAfter = StepID(r.text(n)) },
		"wait":        func(n *yaml.Node) { d.wait = r.wait(n) },
		"do":          texts(&d.do), "attest": texts(&d.attest), "back": texts(&d.back), "not-needed": texts(&d.notNeeded),
		"needs": texts(&d.needs), "facts": texts(&d.facts), "cautions": texts(&d.cautions),
		"paths": func(n *yaml.Node) { d.paths = words(r, n, Paths(), "path") },
		"idps":  func(n *yaml.Node) { d.idps = words(r, n, IDPs(), "identity provider") },
		"check": func(n *yaml.Node) { d.check = word(r, n, probes, "probe") },
		"job":   func(n *yaml.Node) { d.job = word(r, n, jobs, "job") },
		"gates": func(n *yaml.Node) { d.gates = words(r, n, requirementIDs, "gate") },
		"grade": func(n *yaml.Node) { d.grade = word(r, n, []Grade{Documented, FromClient}, "grade for a step") },
		"confirm": func(n *yaml.Node) {
			r.each(n, func(n *yaml.Node) { d.confirm = append(d.confirm, r.confirm(n)) })
		},
	})
	r.missing(n, "id", d.id != "", "title", d.title != "", "phase", d.phase != "", "why", d.why.text != "", "do",
		d.do != nil, "grade", d.grade != "")
	return d
}

func (r *reader) wait(n *yaml.Node) Wait {
	var w Wait
	r.mapping(n, map[string]func(*yaml.Node){
		"after": func(n *yaml.Node) { w.After = StepID(r.text(n)) },
		"or":    func(n *yaml.Node) { w.Or = StepID(r.text(n)) },
		"hours": func(n *yaml.Node) {
			hours, err := strconv.Atoi(r.text(n))
			if err != nil || hours < 1 {
				r.fault(n.Line, "the hours are no number", "give whole hours")
			}
			w.For = time.Duration(hours) * time.Hour
		},
	})
	r.missing(n, "after", w.After != "", "hours", w.For != 0)
	return w
}

func (r *reader) confirm(n *yaml.Node) restrictedConfirm {
	c := restrictedConfirm{restricted: restricted{line: n.Line}}
	r.mapping(n, map[string]func(*yaml.Node){
		"type":  func(n *yaml.Node) { c.phrase = r.text(n) },
		"why":   func(n *yaml.Node) { c.text = r.text(n) },
		"paths": func(n *yaml.Node) { c.paths = words(r, n, Paths(), "path") },
		"idps":  func(n *yaml.Node) { c.idps = words(r, n, IDPs(), "identity provider") },
	})
	r.missing(n, "type", c.phrase != "", "why", c.text != "")
	return c
}
