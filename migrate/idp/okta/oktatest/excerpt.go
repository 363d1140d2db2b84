package oktatest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	// The keys of an OpenAPI document that excerpt tells apart, by their indentation.
	pathKey      = regexp.MustCompile(`^ {2}(/\S*):`)
	kindKey      = regexp.MustCompile(`^ {2}(\w+):`)
	componentKey = regexp.MustCompile(`^ {4}([\w.-]+):`)

	reference = regexp.MustCompile(`#/components/(\w+)/([\w.-]+)`)
)

// part names a path, of kind "", or a component of a kind such as schemas.
type part struct{ kind, name string }

// excerpt cuts the paths, and all that they refer to, out of an OpenAPI document in YAML
// that is indented by two: to parse all of Okta's takes a quarter of a second, in each
// process that starts the stand-in.
func excerpt(document string, paths []string) string {
	parts := partsOf(document)
	var todo []part
	for _, path := range paths {
		todo = append(todo, part{"", path})
	}
	for p := range parts { // operations name these without a reference
		if p.kind == "securitySchemes" {
			todo = append(todo, p)
		}
	}
	kinds := map[string]map[string]string{}
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		if kinds[p.kind] == nil {
			kinds[p.kind] = map[string]string{}
		}
		if _, done := kinds[p.kind][p.name]; done || parts[p] == "" {
			continue // what is missing fails as a path or reference that leads nowhere
		}
		kinds[p.kind][p.name] = parts[p]
		for _, found := range reference.FindAllStringSubmatch(parts[p], -1) {
			todo = append(todo, part{found[1], found[2]})
		}
	}
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: excerpt, version: \"1\"}\npaths:\n")
	write := func(parts map[string]string) {
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			b.WriteString(parts[name])
		}
	}
	write(kinds[""])
	delete(kinds, "")
	b.WriteString("components:\n")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		b.WriteString("  " + kind + ":\n")
		write(kinds[kind])
	}
	return b.String()
}

// partsOf splits a document into its paths and components, each with its key.
func partsOf(document string) map[part]string {
	parts := map[part]string{}
	section, now, begin := "", part{}, 0
	at := 0
	end := func() {
		if now.name != "" {
			parts[now] = document[begin:at]
		}
		now.name, begin = "", at
	}
	for line := range strings.Lines(document) {
		switch {
		case !strings.HasPrefix(line, " "):
			if line != "\n" {
				end()
				section, now = strings.TrimSpace(line), part{}
			}
		case section == "paths:":
			if key := pathKey.FindStringSubmatch(line); key != nil {
				end()
				now.name = key[1]
			}
		case section == "components:":
			if key := kindKey.FindStringSubmatch(line); key != nil {
				end()
				now.kind = key[1]
			} else if key := componentKey.FindStringSubmatch(line); key != nil {
				end()
				now.name = key[1]
			}
		}
		at += len(line)
	}
	end()
	return parts
}
