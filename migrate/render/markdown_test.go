package render

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"ad2scim/migrate/names"
)

var hostile = []string{
	"", "Sales", "a|b", `a\|b`, `a\\|b`, `\`, `\\`, `|`, `||`, `\|`, "`", "``", "a`b``c", "`|`", "\\`|",
	"<script>alert(1)</script>", "<br>", "&lt;", "&amp;amp;",
	"*bold*", "_under_", "__x__", "~~gone~~", "[a](http://x)", "![a](x)", "[x]: y", "# title", "- item", "+ item",
	"1. item", "12) item", "> quote", "--- | ---", "===", ":---",
	" leading", "trailing ", "two  spaces", "line\nbreak", "| a |\n|---|\n| b |", "tab\there", "\x1b[31m",
	"right\u202eleft", "\xff\xfe", "no\u00a0break", "=1+1", "12", "a\\", "\\a",
}

var parser = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))

func toHTML(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	if err := parser.Convert([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// inside is the text between two tags; what is between must be no tag.
func inside(t *testing.T, page, open, shut string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, open)
	text, _, ended := strings.Cut(rest, shut)
	if !found || !ended || strings.Contains(text, "<") {
		t.Fatalf("no plain text between %s and %s: %s", open, shut, page)
	}
	return html.UnescapeString(text)
}

// checkMarkdown has another's parser read what is written of s: as a paragraph, an
// item, and a cell in the middle of a table.
func checkMarkdown(t *testing.T, s string) {
	t.Helper()
	want := names.Visible(s)
	inCell := strings.ReplaceAll(want, `\|`, `\‹U+007C›`)
	table := MarkdownHead(1, "#", "text", "code", "last") + MarkdownRow("1", MarkdownText(s), MarkdownCell(s),
		"end") + MarkdownRow("2", "", "", "end")
	page := toHTML(t, table)
	if strings.Count(page, "<tr>") != 3 || strings.Count(page, "<td") != 8 || strings.Count(page, "<td>end</td>") != 2 {
		t.Fatalf("%q breaks the table:\n%s\n%s", s, table, page)
	}
	_, row, _ := strings.Cut(page, "<td style=\"text-align:right\">1</td>\n")
	if got := inside(t, row, "<td>", "</td>"); got != want {
		t.Errorf("%q as text in a cell reads %q, want %q", s, got, want)
	}
	if s == "" {
		return
	}
	if got := inside(t, row, "<code>", "</code>"); got != inCell {
		t.Errorf("%q as code in a cell reads %q, want %q", s, got, inCell)
	}
	if got := inside(t, toHTML(t, MarkdownCode(s)), "<p><code>", "</code></p>"); got != want {
		t.Errorf("%q as code reads %q, want %q", s, got, want)
	}
	if got := inside(t, toHTML(t, MarkdownLine(s)), "<p>", "</p>"); got != want {
		t.Errorf("%q as a paragraph reads %q, want %q", s, got, want)
	}
	if got := inside(t, toHTML(t, "- "+MarkdownLine(s)), "<li>", "</li>"); got != want {
		t.Errorf("%q as an item reads %q, want %q", s, got, want)
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for _, s := range hostile {
		checkMarkdown(t, s)
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkMarkdown)
}
