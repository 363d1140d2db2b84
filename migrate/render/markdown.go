package render

import (
	"io"
	"strings"

	"ad2scim/migrate/names"
)

// markup escapes what GitHub's Markdown reads as markup anywhere in a line. A bar ends a cell.
var markup = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "~", `\~`)

// MarkdownText returns s as one line of Markdown text without markup, for a table cell or the middle of a line.
// Invisible characters are shown as in names.Visible.
func MarkdownText(s string) string { return markup.Replace(names.Visible(s)) }

// MarkdownLine is MarkdownText for the start of a paragraph or an item, where some characters would start a
// heading, a list or a quotation.
func MarkdownLine(s string) string {
	text := MarkdownText(s)
	if text != "" && strings.IndexByte("#+-=>", text[0]) >= 0 {
		return `\` + text
	}
	after := strings.TrimLeft(text, "0123456789")
	if n := len(text) - len(after); n > 0 && after != "" && (after[0] == '.' || after[0] == ')') {
		return text[:n] + `\` + text[n:]
	}
	return text
}

// MarkdownCode returns s as a code span, or "" for an empty text. In a table, use MarkdownCell.
func MarkdownCode(s string) string {
	if s == "" {
		return ""
	}
	return fenced(names.Visible(s))
}

// MarkdownCell returns s as a code span for a table cell, or "" for an empty text. A bar must be escaped there even
// in a code span (GitHub Flavored Markdown, section 4.10). After a backslash, the escape would apply to the
// backslash, so that bar is written as its number.
func MarkdownCell(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ReplaceAll(names.Visible(s), `\|`, `\‹U+007C›`)
	return fenced(strings.ReplaceAll(s, "|", `\|`))
}

// fenced encloses s in more backticks than it contains in a row (CommonMark, section 6.1).
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
	return MarkdownRow(columns...) + "|" + strings.Repeat("---:|", numbers) + strings.Repeat("---|",
		len(columns)-numbers) + "\n"
}

// MarkdownRow is one row of a table. Foreign text among the cells has been through
// MarkdownText or MarkdownCell.
func MarkdownRow(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }

// WriteMarkdown writes a table of text from outside. The names of columns stand as
// they are.
func WriteMarkdown(w io.Writer, columns []string, rows [][]string) error {
	var b strings.Builder
	b.WriteString(MarkdownHead(0, columns...))
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = MarkdownText(cell)
		}
		b.WriteString(MarkdownRow(cells...))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
