package groupfile

import (
	"errors"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// read writes content to a file of that name and reads its groups.
func read(t *testing.T, file, content string, more ...func(*migrate.Connection)) ([]migrate.Group, []string, error) {
	t.Helper()
	c := migrate.Connection{Location: written(t, file, content)}
	for _, m := range more {
		m(&c)
	}
	f, err := Open(c, nil)
	if err != nil {
		return nil, nil, err
	}
	groups, err := f.Groups(t.Context(), nil)
	return groups, f.Notes(), err
}

// namesOf reads a file that must be right.
func namesOf(t *testing.T, file, content string, more ...func(*migrate.Connection)) []string {
	t.Helper()
	groups, _, err := read(t, file, content, more...)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return names
}

// refused reads a file that must be refused as BadInput, with these words.
func refused(t *testing.T, file, content string, words string, more ...func(*migrate.Connection)) {
	t.Helper()
	groups, _, err := read(t, file, content, more...)
	var p *migrate.Problem
	if !errors.As(err, &p) || p.Class != migrate.BadInput || p.Next == "" {
		t.Fatalf("%s: got %d groups and error %v, want BadInput with a next step", file, len(groups), err)
	}
	if text := err.Error(); !strings.Contains(text, words) || !strings.Contains(text, file) ||
		strings.ContainsAny(text, "\n\r\x1b") {
		t.Fatalf("%s: the problem is\n%q\nwant in it %q and the file's name, in one line", file, text, words)
	}
}

func noted(t *testing.T, notes []string, words string) {
	t.Helper()
	if !strings.Contains(strings.Join(notes, "\n"), words) {
		t.Errorf("notes are %q, want in them %q", notes, words)
	}
}

func format(f string) func(*migrate.Connection) {
	return func(c *migrate.Connection) { c.Format = f }
}

func TestStandardInput(t *testing.T) {
	if _, err := Open(migrate.Connection{Location: "-"}, strings.NewReader("name\nx\n")); migrate.ClassOf(
		err) != migrate.BadInput || !strings.Contains(err.Error(), "--ad-format") {
		t.Errorf("without a format: %v", err)
	}
	f, err := Open(migrate.Connection{Location: "-", Format: "CSV"}, strings.NewReader("name\nSales \n"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // it can be read once, but asked for again
		groups, err := f.Groups(t.Context(), nil)
		if err != nil || len(groups) != 1 || groups[0].Name != "Sales " {
			t.Errorf("got %q, %v", groups, err)
		}
	}
	if f.String() != "standard input" {
		t.Errorf("it calls itself %q", f)
	}
}
