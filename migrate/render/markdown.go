package render

import (
	"strings"

	"ad2scim/migrate/names"
)

// What GitHub's Markdown reads as markup anywhere in a line. A bar ends a cell.
var markup = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "~", `\~`)

// MarkdownText returns s as one line of Markdown text without markup, for a
// paragraph, a list item or a cell of a table. Characters that cannot be seen are
// shown as names.Visible shows them.
func MarkdownText(s string) string {
	s = names.Visible(s)
	plain := markup.Replace(s)
	if s == "" {
		return plain
	}
	// At the beginning of a line these make a heading, a list or a quotation.
	switch s[0] {
	case '#', '+', '-', '=', '>', ':':
		return `\` + plain
	}
	digits := strings.TrimLeft(s, "0123456789")
	if n := len(s) - len(digits); n > 0 && digits != "" && (digits[0] == '.' || digits[0] == ')') {
		return s[:n] + `\` + plain[n:]
	}
	return plain
}

// MarkdownCode returns s as a code span; nothing for no text. In a table use
// MarkdownCell.
func MarkdownCode(s string) string {
	if s == "" {
		return ""
	}
	return fenced(names.Visible(s))
}

// MarkdownCell returns s as a code span for a cell of a table; nothing for no
// text. A bar is escaped there even in a code span (GitHub Flavored Markdown,
// section 4.10). After a backslash the escape would be of the backslash alone, so
// that bar is spelled out.
func MarkdownCell(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ReplaceAll(names.Visible(s), `\|`, `\‹U+007C›`)
	return fenced(strings.ReplaceAll(s, "|", `\|`))
}

// fenced puts backticks around s, more than stand together in it (CommonMark,
// section 6.1).
func fenced(s string) string {
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		s = " " + s + " "
	}
	return fence + s + fence
}

// MarkdownHead begins a table: its columns, and the line below them. The first
// numbers columns are aligned to the right. The names of columns are the
// program's own and stand as they are.
func MarkdownHead(numbers int, columns ...string) string {
	return MarkdownRow(columns...) + "|" + strings.Repeat("---:|", numbers) + strings.Repeat("---|", len(columns)-numbers) + "\n"
}

// MarkdownRow is one row of a table. Foreign text among the cells has been through
// MarkdownText or MarkdownCell.
func MarkdownRow(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }
