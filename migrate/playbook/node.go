package playbook

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"ad2scim/migrate"
)

// reader decodes YAML nodes and collects errors with their position.
type reader struct {
	file   string
	faults []error
}

// maxFaults is the maximum number of errors that are reported at once.
const maxFaults = 20

func (r *reader) fault(line int, why, next string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, &migrate.Problem{
			Class: migrate.BadInput, What: r.file + ":" + strconv.Itoa(line),
			Why: why, Next: next,
		})
	}
}

func (r *reader) err() error { return errors.Join(r.faults...) }

// mapping calls the handler of each key. It is an error if a key has no handler or occurs twice, or if the node
// isn't a mapping.
func (r *reader) mapping(n *yaml.Node, handlers map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n.Line, "a mapping is needed here", "write key: value")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		handle, known := handlers[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			keys := make([]string, 0, len(handlers))
			for k := range handlers {
				keys = append(keys, k)
			}
			slices.Sort(keys)
			r.fault(key.Line, "the key "+migrate.Quote(key.Value)+" is not known here", "use one of "+List(keys))
		case seen[key.Value]:
			r.fault(key.Line, "the key "+migrate.Quote(key.Value)+" comes twice", "remove one of the two")
		default:
			seen[key.Value] = true
			handle(n.Content[i+1])
		}
	}
}

// each calls item for each item of a list.
func (r *reader) each(n *yaml.Node, item func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fault(n.Line, "a list is needed here", "write [a, b] or one item a line with a dash")
		return
	}
	for _, c := range n.Content {
		item(c)
	}
}

// text returns a plain text: a single line, not empty, without control characters.
func (r *reader) text(n *yaml.Node) string {
	s := strings.TrimSpace(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode:
		r.fault(n.Line, "a text is needed here", "if the text holds a colon, put it in double quotes")
	case s == "" || n.Tag == "!!null":
		r.fault(n.Line, "the text is missing", "write it, or remove the key")
	case strings.ContainsFunc(s, func(c rune) bool {
		return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl,
			unicode.Zp)
	}):
		r.fault(n.Line, "the text "+migrate.Quote(s)+" holds a line break or another control character",
			"write it on one line")
	default:
		return s
	}
	return ""
}

// texts reads one text, or a list of texts that may be restricted to paths and providers.
func (r *reader) texts(n *yaml.Node) []restricted {
	if n.Kind != yaml.SequenceNode {
		return []restricted{{text: r.text(n), line: n.Line}}
	}
	var all []restricted
	if len(n.Content) == 0 {
		r.fault(n.Line, "the list is empty", "write an item, or remove the key")
	}
	r.each(n, func(item *yaml.Node) { all = append(all, r.narrowed(item)) })
	return all
}

func (r *reader) narrowed(n *yaml.Node) restricted {
	if n.Kind == yaml.ScalarNode {
		return restricted{text: r.text(n), line: n.Line}
	}
	out := restricted{line: n.Line}
	found := false
	r.mapping(n, map[string]func(*yaml.Node){
		"text":  func(n *yaml.Node) { out.text, found = r.text(n), true },
		"paths": func(n *yaml.Node) { out.paths = words(r, n, Paths(), "path") },
		"idps":  func(n *yaml.Node) { out.idps = words(r, n, IDPs(), "identity provider") },
		"if": func(n *yaml.Node) {
			out.tells = word(r, n, []reportCondition{ifConfirmed, implied}, "value for if")
		},
		"grade": func(n *yaml.Node) { out.grade = word(r, n, []Grade{Documented, FromClient, Inferred}, "grade") },
	})
	if !found && n.Kind == yaml.MappingNode {
		r.fault(n.Line, "the text is missing", "add text: ...")
	}
	return out
}

// word reads one of the known words.
func word[S ~string](r *reader, n *yaml.Node, known []S, what string) S {
	s := S(r.text(n))
	if s != "" && !slices.Contains(known, s) {
		r.fault(n.Line, fmt.Sprintf("%s is no %s that is known", migrate.Quote(string(s)), what), "use one of "+List(known))
		return ""
	}
	return s
}

func words[S ~string](r *reader, n *yaml.Node, known []S, what string) []S {
	var all []S
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.fault(n.Line, "the list is empty", "name a "+what+", or remove the key")
	}
	r.each(n, func(item *yaml.Node) {
		s := word(r, item, known, what)
		if s != "" && slices.Contains(all, s) {
			r.fault(item.Line, migrate.Quote(string(s))+" comes twice", "remove one of the two")
		}
		all = append(all, s)
	})
	return all
}
