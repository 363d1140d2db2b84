package tui

import (
	"bytes"
	"context"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
	"ad2scim/tui/theme"
)

// With --ascii, every screen, page and list has ASCII characters only, whatever the names are,
// and its lines fit the window.
func TestASCIIOnEveryScreen(t *testing.T) {
	theme.ASCII = true
	t.Cleanup(func() { theme.ASCII = false })
	c := company()
	hostile := append([]string{"Ops–Oslo", "Équipe", "東京 営業"}, screentest.Nasty...)
	other := make([]string, len(hostile))
	for i, name := range hostile {
		other[i] = name + " "
	}
	sources := map[migrate.Side]migrate.Source{
		migrate.AD:   &screentest.Source{Name: "ad", List: screentest.Groups(migrate.AD, hostile...)},
		migrate.SCIM: &screentest.Source{Name: "scim", List: screentest.Groups(migrate.SCIM, other...)},
	}
	c.Open = func(_ context.Context, side migrate.Side, _ migrate.Connection) (migrate.Source, error) {
		return sources[side], nil
	}
	c.Workspace = session.Folder{Dir: t.TempDir()}
	s := session.New(t.Context(), c)
	t.Cleanup(s.Close)
	app := New(s, clipboard.New(&bytes.Buffer{}, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	send := func(msg tea.Msg) tea.Cmd { _, cmd := app.Update(msg); return cmd }
	screentest.Follow(s.ReadAll(), send)
	seen := func(after string) {
		t.Helper()
		view := app.View()
		screentest.CheckGrid(t, view, 80, 24)
		for i := range len(view) {
			if view[i] >= 0x80 {
				t.Fatalf("after %s: not ASCII at %q\n%s", after, view[i:min(i+20, len(view))], view)
			}
		}
	}
	seen("reading")
	for _, tab := range []string{"1", "2", "3", "4", "5", "6", "7"} {
		for _, keys := range [][]string{
			{},
			{"?", "pgdown", "pgdown", "esc"},
			{":", "é", "esc"},
			{"enter", "esc"},
			{"down", "down", "down"},
			{"m", "esc"},
			{"c", "esc"},
			{"/", "é", "esc", "esc"},
			{"d", "esc"},
			{"o", "esc"},
			{"space"},
			{"f"},
			{"p", "esc"},
		} {
			send(screentest.Key(tab))
			for i, k := range keys {
				send(screentest.Key(k))
				seen(tab + " " + strings.Join(keys[:i+1], " "))
			}
			seen(tab)
		}
	}
	// The details of each name.
	send(screentest.Key("2"))
	send(screentest.Key("enter"))
	for range hostile {
		seen("details")
		send(screentest.Key("esc"))
		send(screentest.Key("down"))
		send(screentest.Key("enter"))
	}
}

// Every sign that the app draws has an ASCII character, so that no screen shows a question mark
// in its place.
func TestEverySignHasASCII(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "screentest") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var s scanner.Scanner
		s.Init(token.NewFileSet().AddFile(path, -1, len(source)), source, nil, 0)
		for {
			_, tok, text := s.Scan()
			if tok == token.EOF {
				return nil
			}
			if tok != token.STRING && tok != token.CHAR {
				continue
			}
			for _, r := range text {
				if !render.HasASCII(r) {
					t.Errorf("%s draws %c (%U), which has no ASCII character", path, r, r)
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
