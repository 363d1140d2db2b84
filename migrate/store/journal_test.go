package store_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"
	"ad2scim/migrate/store"
)

func entries(t *testing.T, w *store.Folder) []store.Entry {
	t.Helper()
	var list []store.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func appendTo(t *testing.T, w *store.Folder, text string) store.Entry {
	t.Helper()
	e, err := w.Journal().Append(store.Entry{Run: "r", Kind: "k", Text: text, Data: json.RawMessage(`{"a":1}`)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestJournalIsKept(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 25 {
				if _, err := w.Journal().Append(store.Entry{Run: "r", Kind: "k", Text: "x"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	w.Close()
	w = open(t, dir)
	last := appendTo(t, w, "last")
	list := entries(t, w)
	if len(list) != 101 || last.Seq != 101 {
		t.Fatalf("%d entries, the last is %d", len(list), last.Seq)
	}
	for i, e := range list {
		if e.Seq != int64(i+1) || e.Who == "" || e.Host == "" || e.Time.IsZero() || e.Time.Location() != time.UTC {
			t.Fatalf("entry %d is %+v", i, e)
		}
	}
	if string(list[100].Data) != `{"a":1}` || list[100].Run != "r" {
		t.Errorf("the last is %+v", list[100])
	}
}

// Cut anywhere in its last line, or with zeros in place of it, the journal
// keeps all the lines before, and the rest is kept aside.
func TestTornLastLine(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	appendTo(t, w, "one")
	path := filepath.Join(dir, "journal.ndjson")
	whole, _ := os.ReadFile(path)
	appendTo(t, w, "two ü")
	both, _ := os.ReadFile(path)
	w.Close()
	var tails [][]byte
	for i := len(whole) + 1; i < len(both); i++ {
		tails = append(tails, both[len(whole):i])
	}
	tails = append(tails, make([]byte, 512), append(make([]byte, 100), '\n'),
		append(bytes.Clone(both[len(whole):len(both)-9]), "\x00\x00\n"...))
	for i, tail := range tails {
		if runtest.Sample() && i%9 != 0 && i < len(tails)-3 {
			continue
		}
		torn := slices.Concat(whole, tail)
		dir := t.TempDir()
		path := filepath.Join(dir, "journal.ndjson")
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		reader := store.OpenReadOnly(dir)
		if err := reader.OpenJournal(); err != nil || len(entries(t, reader)) != 1 || len(reader.Journal().Notes()) != 1 {
			t.Fatalf("read only: %v", err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, torn) {
			t.Fatal("reading it changed it")
		}
		w := open(t, dir)
		if len(w.Journal().Notes()) != 1 || !strings.Contains(w.Journal().Notes()[0], "torn") {
			t.Fatalf("the notes are %q", w.Journal().Notes())
		}
		aside, err := filepath.Glob(filepath.Join(dir, "journal.torn-*"))
		if err != nil || len(aside) != 1 {
			t.Fatalf("aside is %q", aside)
		}
		if kept, _ := os.ReadFile(aside[0]); !bytes.Equal(kept, tail) {
			t.Fatalf("kept is %q, not %q", kept, tail)
		}
		if e := appendTo(t, w, "three"); e.Seq != 2 || len(entries(t, w)) != 2 {
			t.Fatalf("the next is %+v", e)
		}
		w.Close()
		if again := open(t, dir); len(again.Journal().Notes()) > 0 || len(entries(t, again)) != 2 {
			t.Fatalf("opened again, it is torn: %q", again.Journal().Notes())
		}
	}
}

func TestDamagedJournalIsRefused(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	for range 3 {
		appendTo(t, w, "x")
	}
	w.Close()
	path := filepath.Join(dir, "journal.ndjson")
	whole, _ := os.ReadFile(path)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, damaged := range map[string][]byte{
		"a line is missing":     slices.Concat(lines[0], lines[2]),
		"a line is there twice": slices.Concat(lines[0], lines[0], lines[1]),
		"a line is damaged":     slices.Concat(lines[0], []byte("{\n"), lines[2]),
		"it begins later":       slices.Concat(lines[1], lines[2]),
		"all after a place":     slices.Concat(lines[0], []byte("{\"seq\":x}\n{\n{\n")),
		"the last line":         slices.Concat(lines[0], lines[1], []byte("{\"seq\":3,\n")),
		"a line without number": slices.Concat(lines[0], []byte("{\"kind\":\"k\"}\n")),
		"half a line on zeros":  slices.Concat(lines[0], make([]byte, 64), []byte("\n"), lines[1][:20]),
		"zeros in the middle":   slices.Concat(lines[0], make([]byte, 64), []byte("\n"), lines[2]),
	} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := openFolder(dir)
		if err == nil {
			t.Fatalf("%s: it is opened", name)
		}
		runtest.WantBadInput(t, err, "does not follow")
		if now, _ := os.ReadFile(path); !bytes.Equal(now, damaged) {
			t.Errorf("%s: it was changed", name)
		}
	}
}

// Whatever texts are written, and wherever the file is cut, what is read is
// what was written first.
func TestJournalPrefixProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		texts := rapid.SliceOfN(rapid.String(), 1, 4).Draw(rt, "texts")
		w, err := openFolder(dir)
		if err != nil {
			rt.Fatal(err)
		}
		for _, text := range texts {
			if _, err := w.Journal().Append(store.Entry{Kind: "k", Text: text}); err != nil {
				rt.Fatal(err)
			}
		}
		w.Close()
		path := filepath.Join(dir, "journal.ndjson")
		whole, _ := os.ReadFile(path)
		if err := os.Truncate(path, int64(rapid.IntRange(0, len(whole)).Draw(rt, "cut"))); err != nil {
			rt.Fatal(err)
		}
		if w, err = openFolder(dir); err != nil {
			rt.Fatal(err)
		}
		defer w.Close()
		i := 0
		for e, err := range w.Journal().All() {
			if err != nil || e.Text != texts[i] {
				rt.Fatalf("entry %d is %q, %v", i, e.Text, err)
			}
			i++
		}
	})
}

// No secret of this run gets into the journal, whatever brings it there.
func TestTheJournalHidesSecrets(t *testing.T) {
	t.Parallel()
	const token = "0f6f2a3b-journal-token-4b0c2d4e7f7c4b39"
	migrate.NewSecret(token)
	dir := t.TempDir()
	w := open(t, dir)
	if _, err := w.Journal().Append(store.Entry{
		Kind: "k", Text: "refused: " + token, Data: json.RawMessage(`{"why":"` + token + `"}`),
	}); err != nil {
		t.Fatal(err)
	}
	if all, err := os.ReadFile(filepath.Join(dir, "journal.ndjson")); err != nil || bytes.Contains(all, []byte(token)) ||
		!bytes.Contains(all, []byte("refused: ")) {
		t.Errorf("%s, %v", all, err)
	}
}
