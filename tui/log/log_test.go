package log

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// driver drives the screen on a journal in a folder.
type driver struct {
	*History
	t      *testing.T
	folder string
	copied bytes.Buffer
	update func(tea.Msg) tea.Cmd
}

func newDriver(t *testing.T, entries ...store.Entry) *driver {
	t.Helper()
	folder := t.TempDir()
	w, err := migration.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, err := w.Journal().Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d := &driver{t: t, folder: folder}
	s := session.New(t.Context(), session.Config{Workspace: session.Folder{Dir: folder}})
	d.History = New(s, clipboard.New(&d.copied, func(string) string { return "" }))
	d.SetSize(100, 30)
	d.update = func(msg tea.Msg) tea.Cmd { return tea.Batch(s.Update(msg), d.History.Update(msg)) }
	screentest.Follow(s.Reload(), d.update)
	return d
}

func (d *driver) press(keys ...string) {
	for _, k := range keys {
		screentest.Follow(d.History.Update(screentest.Key(k)), d.update)
	}
}

// lines returns the lines of the list, without the title.
func (d *driver) lines() []string {
	var out []string
	for _, l := range strings.Split(ansi.Strip(d.View()), "\n")[headLines:] {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func journal() []store.Entry {
	return []store.Entry{
		{Run: "r1", Kind: "fix-run", Text: "begins"},
		{Run: "r1", Kind: "fix-result", Text: "renamed Sales", Data: json.RawMessage(`{"to":"Sales EMEA"}`)},
		{Run: "r2", Kind: "step", Text: "FORCED step 17: why not", Data: migration.OverrideData("why not")},
	}
}

func TestNewestFirstAndRunsTogether(t *testing.T) {
	d := newDriver(t, journal()...)
	l := d.lines()
	want := []string{"run r2", "FORCED step 17", "run r1", "renamed Sales", "begins"}
	if len(l) != len(want) {
		t.Fatalf("%d lines: %q", len(l), l)
	}
	for i, w := range want {
		if !strings.Contains(l[i], w) {
			t.Errorf("line %d is %q, want %q", i, l[i], w)
		}
	}
	if !strings.Contains(l[1], "‼") || !strings.HasPrefix(l[1], "▌") {
		t.Errorf("the newest entry is drawn as %q", l[1])
	}
}

func TestFilterDetailAndCopy(t *testing.T) {
	d := newDriver(t, journal()...)
	d.press("/", "renamed", "enter")
	if l := d.lines(); len(l) != 2 || !strings.Contains(l[1], "renamed Sales") {
		t.Fatalf("filtered: %q", l)
	}
	d.press("enter")
	if v := ansi.Strip(d.View()); !strings.Contains(v, `"to": "Sales EMEA"`) || !strings.Contains(v, "number") ||
		!strings.Contains(v, "kind    rename\n") || !strings.Contains(v, time.Now().Format(" MST")) {
		t.Errorf("the whole entry is\n%s", v)
	}
	d.press("c")
	if want := base64.StdEncoding.EncodeToString([]byte("renamed Sales")); !strings.Contains(d.copied.String(), want) {
		t.Errorf("copied %q", d.copied.String())
	}
	d.Back()
	d.Back()
	if len(d.lines()) != 5 {
		t.Errorf("without the filter: %q", d.lines())
	}
	d.press("/", "nothing has this")
	if l := d.lines(); !strings.Contains(l[0], "No entry matches the filter") {
		t.Errorf("with nothing found: %q", l)
	}
}

// A journal that was edited by hand is reported, and isn't shown in part.
func TestDamagedJournalIsReported(t *testing.T) {
	d := newDriver(t, journal()...)
	path := filepath.Join(d.folder, "journal.ndjson")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := bytes.Cut(data, []byte("\n"))
	if err := os.WriteFile(path, after, 0o600); err != nil {
		t.Fatal(err)
	}
	d.press("r")
	if l := d.lines(); !strings.Contains(l[0], "✗ cannot read the journal") {
		t.Errorf("the list is %q", l)
	}
}

func TestHostileJournalKeepsTheGrid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hostile := rapid.SampledFrom(screentest.Nasty)
		h := New(session.New(t.Context(), session.Config{Workspace: session.Folder{Dir: "none"}}),
			clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
		var entries []store.Entry
		for i := range rapid.IntRange(0, 30).Draw(r, "n") {
			data, err := json.Marshal(map[string]string{hostile.Draw(r, "key"): hostile.Draw(r, "value")})
			if err != nil {
				r.Fatal(err)
			}
			entries = append(entries, store.Entry{
				Seq: int64(i + 1), Run: hostile.Draw(r, "run"), Who: hostile.Draw(r, "who"),
				Host: hostile.Draw(r, "host"),
				Kind: hostile.Draw(r, "kind"), Text: hostile.Draw(r, "text"), Data: data,
			})
		}
		h.Update(prepare(session.Journal{Entries: entries}, nil))
		for range 3 {
			width, height := rapid.IntRange(80, 200).Draw(r, "width"), rapid.IntRange(21, 60).Draw(r, "height")
			h.SetSize(width, height)
			for _, k := range rapid.SliceOfN(rapid.SampledFrom([]string{"/", "a", "enter", "up", "down", "x", "é\u202e", "c"}),
				0, 8).Draw(r, "keys") {
				h.Update(screentest.Key(k))
			}
			screentest.CheckGrid(r, h.View(), width, height)
		}
	})
}
