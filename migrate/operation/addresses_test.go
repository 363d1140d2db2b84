package operation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// utf16File is what PowerShell 5.1 writes: UTF-16 little-endian with a byte order mark.
func utf16File(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

// A list of users is read as tools write it; what is no address is refused, not guessed.
func TestReadAddresses(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "u%d@example.com\n", i)
		}
		return b.String()
	}
	two := []string{"ann@example.com", "bob@example.com"}
	for name, c := range map[string]struct {
		text string
		want []string
		why  string // of a refusal
	}{
		"lines":               {"ann@example.com\nbob@example.com\n", two, ""},
		"no end of line":      {"ann@example.com\nbob@example.com", two, ""},
		"Windows":             {"ann@example.com\r\nbob@example.com\r\n", two, ""},
		"BOM":                 {"\ufeffann@example.com\nbob@example.com\n", two, ""},
		"UTF-16":              {utf16File("ann@example.com\r\nbob@example.com\r\n"), two, ""},
		"heading":             {"Email\nann@example.com\nbob@example.com\n", two, ""},
		"CSV":                 {"name,mail\n\"Ann\",\"ann@example.com\"\nBob,bob@example.com\n", two, ""},
		"semicolons":          {"Name;Mail\nAnn;ann@example.com\nBob;bob@example.com\n", two, ""},
		"blank lines":         {"ann@example.com\n\n \nbob@example.com\n\n", two, ""},
		"spaces around":       {"  ann@example.com \n\tbob@example.com\n", two, ""},
		"repeats":             {"ann@example.com\nANN@example.com\nbob@example.com\nann@example.com\n", two, ""},
		"capitals are kept":   {"Ann@Example.com\n", []string{"Ann@Example.com"}, ""},
		"another language":    {"jürgen@müller.example\n", []string{"jürgen@müller.example"}, ""},
		"most":                {many(5000), nil, ""},
		"too many":            {many(5001), nil, "more than 5000"},
		"empty":               {"", nil, "it is empty"},
		"heading alone":       {"Email\n", nil, "no e-mail address"},
		"a name among them":   {"ann@example.com\nBob\n", nil, `"Bob" is no e-mail address`},
		"no domain":           {"ann@example.com\nbob@\n", nil, "is no e-mail address"},
		"no name":             {"ann@example.com\n@example.com\n", nil, "is no e-mail address"},
		"two signs":           {"ann@example.com\nbob@x@example.com\n", nil, "is no e-mail address"},
		"a filter":            {"ann@example.com\nx@y.z\") or (\"a\" eq \"a\n", nil, "is no e-mail address"},
		"acts on a terminal":  {"ann@example.com\n\x1b[2J@x.y\n", nil, "is no e-mail address"},
		"direction":           {"ann@example.com\nbob\u202e@example.com\n", nil, "is no e-mail address"},
		"no-break space":      {"ann@example.com\nbob\u00a0x@example.com\n", nil, "is no e-mail address"},
		"not UTF-8":           {"ann@example.com\nj\xfcrgen@example.com\n", nil, "is no e-mail address"},
		"a screen's output":   {"Mail\n----\nann@example.com\n", nil, "screen output"},
		"line without an end": {strings.Repeat("a", 1<<20) + "@example.com", nil, "longer than"},
		"a long line":         {"a@example.com\n" + strings.Repeat("b", 65<<10) + "\n", nil, "the text of line 2 is longer than 64 KiB"},
		"mistyped at first":   {"annexample.com\nbob@example.com\n", nil, "is no e-mail address"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "users.txt")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := operation.ReadAddresses(t.Context(), file)
			switch {
			case c.why == "" && c.want != nil && (err != nil || !slices.Equal(got, c.want)):
				t.Errorf("%q, %v", got, err)
			case c.why != "" && (migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(), c.why)):
				t.Errorf("%q, %v", got, err)
			case err != nil && strings.Contains(strings.Replace(err.Error(), "by a group", "", 1), "group"):
				t.Errorf("it speaks of groups: %v", err)
			case err != nil && (strings.ContainsAny(err.Error(), "\x1b\u202e") || len(err.Error()) > 2000):
				t.Errorf("the message acts, or is too long: %q", err.Error()[:min(len(err.Error()), 300)])
			case name == "most" && len(got) != 5000:
				t.Errorf("%d, %v", len(got), err)
			}
		})
	}
	if _, err := operation.ReadAddresses(t.Context(), filepath.Join(t.TempDir(), "gone")); migrate.ClassOf(err) != migrate.BadInput {
		t.Error("no file:", err)
	}
	if _, err := operation.ReadAddresses(t.Context(), t.TempDir()); migrate.ClassOf(err) != migrate.BadInput {
		t.Error("a folder:", err)
	}
}

// Whatever a file holds, what is read are addresses.
func FuzzReadAddresses(f *testing.F) {
	f.Add([]byte("Email\nann@example.com\n"))
	f.Add([]byte(utf16File("ann@example.com\n")))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "users.txt")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := operation.ReadAddresses(t.Context(), file)
		if err == nil && len(got) == 0 {
			t.Error("nothing was read, and it is no error")
		}
		for _, address := range got {
			if strings.Count(address, "@") != 1 || strings.ContainsAny(address, " \t\r\n\"\\<>(),;") {
				t.Errorf("%q", address)
			}
		}
	})
}
