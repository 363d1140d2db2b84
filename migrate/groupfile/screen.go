package groupfile

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"ad2scim/migrate"
)

// colors matches the escape sequences that PowerShell 7 writes around a table's titles.
var colors = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// refuseScreen returns a problem for screen output of PowerShell or dsget, which pads and truncates names.
func (d *document) refuseScreen() *migrate.Problem {
	const most = 12 // number of lines; the table or list begins within them
	var head []string
	r := rows{text: d.text, cr: d.cr}
	for r.pos < len(r.text) && len(head) < most {
		line, next := r.line()
		r.pos = next
		if len(line) > 64<<10 {
			return nil
		}
		if line = strings.TrimRight(colors.ReplaceAllString(line, ""), " \t"); line != "" {
			head = append(head, line)
		}
	}
	switch {
	case isRuled(head):
		return d.screenOutput("a line of dashes stands under the titles")
	case formatList(head):
		return d.screenOutput("each property stands on a line of its own")
	case strings.HasSuffix(strings.TrimRight(d.text, " \r\n"), "dsget succeeded"):
		return d.unfit("it is the screen output of dsget, which pads the names with spaces",
			"list the names with: dsquery group -o rdn -limit 0 > groups.txt, and read the file with --ad-format lines")
	}
	return d.refuseOther(head)
}

// isRuled reports whether one of the lines has Format-Table's titles. A group of rows may have a title above them.
func isRuled(head []string) bool {
	for i := range head[min(1, len(head)):] {
		if ruled(head[i], head[i+1]) {
			return true
		}
	}
	return false
}

// screenOutput returns the problem of a file with a table for the screen.
func (d *document) screenOutput(why string) *migrate.Problem {
	return d.unfit("it is PowerShell's screen output, redirected to a file ("+why+"), which pads and cuts the names",
		exportGroups)
}

// ruled reports whether rule underlines the titles like Format-Table: runs of dashes, each as long as the title
// above it.
func ruled(titles, rule string) bool {
	if strings.Trim(rule, "- ") != "" || !strings.Contains(rule, "-") {
		return false
	}
	runes := []rune(titles)
	for at := 0; at < len(rule); {
		if rule[at] == ' ' {
			at++
			continue
		}
		end := at
		for end < len(rule) && rule[end] == '-' {
			end++
		}
		if end > len(runes) || runes[at] == ' ' || runes[end-1] == ' ' || end < len(runes) && runes[end] != ' ' {
			return false
		}
		at = end
	}
	return true
}

// property matches a line of Format-List.
var property = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]* +: ?`)

// formatList reports whether every line is a property in Format-List's format, and one of them names a group.
func formatList(lines []string) bool {
	named := false
	width := -1
	for _, l := range lines {
		if l[0] == ' ' { // the continuation of a value
			continue
		}
		if !property.MatchString(l) || !utf8.ValidString(l) {
			return false
		}
		colon := strings.Index(l, " :")
		if width >= 0 && colon != width {
			return false
		}
		width = colon
		title, _, _ := strings.Cut(l, " ")
		f := fieldOf(title)
		named = named || f == nameField || f == displayNameField || f == cnField || f == samField
	}
	return named
}
