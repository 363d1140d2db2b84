package groupfile

import (
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

// dsqueryLimit is the number of objects that dsquery lists without -limit.
const dsqueryLimit = 100

// readLines reads one name from each line, byte for byte: the output of Select-Object -ExpandProperty, dsquery and
// net group.
func readLines(d *document) (*content, error) {
	r := rows{text: d.text, cr: d.cr}
	var lines []string
	empty := 0
	for r.pos < len(r.text) {
		line, next := r.line()
		r.pos = next
		if line == "" {
			empty++
			continue
		}
		lines = append(lines, line)
		if err := d.tick(len(lines)); err != nil {
			return nil, err
		}
	}
	if n := len(lines); n > 0 && strings.HasPrefix(lines[n-1], "dsquery has reached the specified limit") {
		return nil, d.unfit("dsquery stopped at its limit, so groups are missing", "list them again with -limit 0")
	}
	if padded(lines) {
		return nil, d.screenOutput("the names are padded with spaces to one width")
	}
	if empty > 0 {
		d.notef("%s: left out", render.Count(empty, "line is empty", "lines are empty"))
	}
	if starred, ok := netGroup(lines); ok {
		lines = starred
		d.notef("the list is from net group, which shows sAMAccountName")
	}
	groups := make([]migrate.Group, 0, len(lines))
	quoted := allLines(lines, func(l string) bool { return len(l) > 1 && l[0] == '"' && l[len(l)-1] == '"' })
	if quoted {
		d.notef("each line is in double quotes, as dsquery writes it: the quotes are not part of the names")
		if len(lines) == dsqueryLimit {
			d.notef("%d lines are as many as dsquery lists without -limit 0: there may be more groups", dsqueryLimit)
		}
	}
	for _, line := range lines {
		if quoted {
			line = line[1 : len(line)-1]
		}
		groups = append(groups, migrate.Group{Name: line})
	}
	if len(groups) > 0 && allLines(lines, func(l string) bool { return looksLikeDN(strings.TrimPrefix(l, `"`)) }) {
		for i := range groups {
			groups[i].DN = groups[i].Name
			groups[i].Name = nameFromDN(groups[i].DN)
		}
		d.notef("each line is a distinguished name: the name is its first part")
	}
	return &content{groups: groups}, nil
}

// netGroup returns the names in the output of net group, which writes each after an asterisk, below a line of
// dashes.
func netGroup(lines []string) (names []string, ok bool) {
	ruled := false
	for _, l := range lines {
		switch {
		case len(l) > 20 && strings.Trim(l, "-") == "":
			ruled = true
		case ruled && l[0] == '*':
			names = append(names, strings.TrimRight(l[1:], " "))
		}
	}
	return names, len(names) > 0
}

// padded reports whether all lines have the same width and some are padded with spaces.
func padded(lines []string) bool {
	const enough = 3 // fewer lines may have the same width by chance
	if len(lines) < enough {
		return false
	}
	filled := 0
	for _, l := range lines {
		if len([]rune(l)) != len([]rune(lines[0])) {
			return false
		}
		if strings.HasSuffix(l, "  ") {
			filled++
		}
	}
	return filled > 0
}

func allLines(lines []string, is func(string) bool) bool {
	for _, l := range lines {
		if !is(l) {
			return false
		}
	}
	return len(lines) > 0
}

// looksLikeDN reports whether text begins like the DN of a group.
func looksLikeDN(text string) bool {
	return len(text) > 3 && strings.EqualFold(text[:3], "CN=") && strings.Contains(text, "=") &&
		strings.Contains(text, ",")
}
