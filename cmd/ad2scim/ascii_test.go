package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// With --ascii, tables and notes have ASCII characters only, and data stays byte for byte.
func TestASCIIOutput(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"ad.csv":   "id,name\n1,Équipe\n2,Sales EMEA \n3,Ops–Oslo\n4,東京 営業\n5,“Quoted”\n6,Zero\u200bWidth\n",
		"scim.csv": "id,name\na,équipe\nb,Sales EMEA\nc,Ops-Oslo\nd,東京 営業 \ne,\"\"\"Quoted\"\"\"\nf,ZeroWidth\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	call := func(args ...string) (out, notes string) {
		t.Helper()
		var o, e bytes.Buffer
		run(t.Context(), append(args, "--workspace", filepath.Join(dir, "w")), streams{strings.NewReader(""), &o, &e})
		return o.String(), e.String()
	}
	sides := []string{"--ad", filepath.Join(dir, "ad.csv"), "--scim", filepath.Join(dir, "scim.csv")}
	diff := append([]string{"diff", "--all"}, sides...)
	plan := append([]string{"fix", "plan", "--side", "scim"}, sides...)
	for _, args := range [][]string{
		diff, plan,
		{"steps", "choose", "--path", "confidential", "--idp", "okta"},
		{"steps", "--format", "table"},
		{"steps", "done", "choose-path", "--saw", "Zürich"},
		{"steps", "done", "no-such-étape"},
		{"status"},
		{"doctor"},
		{"report"},
		{"match", "list"},
		{"sync", "stop", "--help"},
		{"help", "sources"},
		{"steps", "--path", "confidentiél"},
	} {
		out, notes := call(append(args, "--ascii")...)
		if out+notes == "" {
			t.Errorf("%q says nothing", args)
		}
		for _, text := range []string{out, notes} {
			if i := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
				t.Errorf("%q: not ASCII at %q", args, text[i:min(i+30, len(text))])
			}
		}
	}
	out, _ := call(append(diff, "--ascii")...)
	for _, want := range []string{"<U+00C9>quipe", "Sales EMEA<U+0020>", "Ops<U+2013>Oslo", "Zero<U+200B>Width"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	for _, args := range [][]string{
		append(diff, "--format", "json"), append(diff, "--format", "csv"), append(diff, "--format", "markdown"),
		append(plan, "--script", "csv"),
		{"steps", "--format", "markdown"},
	} {
		plain, _ := call(args...)
		if got, _ := call(append(args, "--ascii")...); got != plain {
			t.Errorf("%q has other data with --ascii", args)
		}
	}
	if out, _ := call(append(plan, "--format", "json", "--ascii")...); !strings.Contains(out, "Équipe") {
		t.Errorf("the plan has no name as it is:\n%s", out)
	}
}
