package adsync

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"ad2scim/migrate"
)

// The same result in the encodings in which Windows writes a file.
func TestResultEncodings(t *testing.T) {
	text := newMachine("SRV1", hostile...).print(FindScript, "")
	little, big := []byte("\xff\xfe"), []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(text)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	for name, data := range map[string][]byte{
		"plain": []byte(text), "BOM": []byte("\xef\xbb\xbf" + text),
		"UTF-16LE": little, "UTF-16BE": big, "line end": []byte(text + "\r\n"),
	} {
		r, err := ReadReport(bytes.NewReader(data), "f")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, task := range r.Tasks {
			if task.Path != hostile[i] {
				t.Errorf("%s: %q", name, task.Path)
			}
		}
	}
}

func TestResultRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no JSON": "hello", "two": `{"schema":"ad2scim.syncfind/v1","host":"a"}{}`,
		"another":      `{"schema":"ad2scim.syncchange/v1","host":"a"}`,
		"no host":      `{"schema":"ad2scim.syncfind/v1"}`,
		"a wrong kind": `{"schema":"ad2scim.syncfind/v1","host":"a","tasks":7}`,
		"a wrong time": `{"schema":"ad2scim.syncfind/v1","host":"a","time":"noon"}`,
		"null tasks":   `{"schema":"ad2scim.syncfind/v1","host":"a","tasks":null}`,
		"no state":     `{"schema":"ad2scim.syncfind/v1","host":"a","tasks":[{"path":"\\A","state":"ready"}]}`,
	} {
		if _, err := ReadReport(strings.NewReader(text), "f"); migrate.ClassOf(err) != migrate.BadInput ||
			strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadReport(strings.NewReader(`{"refused":"powershell"}`), "f"); err == nil ||
		!strings.Contains(err.Error(), "older than 3.0") {
		t.Error(err)
	}
}

// Whatever a file holds, it is refused in a line or can be shown, and nothing
// that acts on a terminal comes out.
func FuzzReport(f *testing.F) {
	f.Add([]byte(newMachine("SRV1", hostile...).print(FindScript, "")))
	f.Add([]byte(`{"schema":"ad2scim.syncfind/v1","host":"a","tasks":[{"path":"\u001b[2J","evidence":[{"kind":"file-name"}]}]}`))
	f.Add([]byte("\xff\xfe{\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadReport(bytes.NewReader(data), "f")
		if err != nil {
			if migrate.ClassOf(err) == 0 || strings.ContainsAny(err.Error(), "\r\n\x1b") {
				t.Errorf("%q", err)
			}
			return
		}
		found := Assess([]ScanResult{{Name: "f", Report: r}}, Memory{})
		verdict := Verify(noon, found, Memory{})
		for _, write := range []func(io.Writer) error{
			found.WriteTable, found.WriteCSV, found.WriteMarkdown,
			verdict.WriteTable, verdict.WriteMarkdown,
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(b.String(), "\x1b\x07\u202e\u009b") {
				t.Errorf("%q", b.String())
			}
		}
	})
}

// A result must say when it was made, and not be of the future: what came after it
// would be taken for older.
func TestResultOfAnotherTime(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		made time.Time
		ok   bool
	}{
		"now": {now, true}, "a clock that is a little ahead": {now.Add(4 * time.Minute), true},
		"last month": {now.AddDate(0, -1, 0), true},
		"tomorrow":   {now.AddDate(0, 0, 1), false}, "9999": {time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), false},
		"none": {time.Time{}, false},
	} {
		m := newMachine("SRV1", `\Sync`)
		m.now = c.made
		file := filepath.Join(t.TempDir(), "found.json")
		if err := os.WriteFile(file, []byte(m.print(FindScript, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ScanTargets(t.Context(), nil, []string{file}, nil)
		if (err == nil) != c.ok || err != nil && migrate.ClassOf(err) != migrate.BadInput {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.WriteFile(file, []byte(m.print(StopScript, Arguments{Tasks: []string{`\Sync`}}.encode())),
			0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ChangesAmong([]string{file}); (err == nil) != c.ok && name != "none" {
			t.Errorf("a change, %s: %v", name, err)
		}
	}
}
