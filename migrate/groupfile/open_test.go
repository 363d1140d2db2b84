package groupfile

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"
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

// TestWhoseListItIs: one user's groups, or Dashlane's own list, are told apart from an export
// of all groups.
func TestWhoseListItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, text          string
		oneUser, atDashlane bool
	}{
		"an export":       {"g.csv", "name\nSales\n", false, false},
		"a SAML response": {"r.xml", response(attribute("groups", "Sales")), true, false},
		"an audit log":    {"a.json", auditLine("user_group_created", 1700000000000, `, "group_name": "Sales"`), false, true},
	} {
		f, err := Open(migrate.Connection{Location: written(t, c.file, c.text)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if f.OneUser() || f.AtDashlane() {
			t.Errorf("%s: it is known before it is read", name)
		}
		if _, err := f.Groups(t.Context(), nil); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if f.OneUser() != c.oneUser || f.AtDashlane() != c.atDashlane {
			t.Errorf("%s: of one user %t, at Dashlane %t", name, f.OneUser(), f.AtDashlane())
		}
	}
}

// TestWhyAFileCannotBeRead: the reason and what to do, and the path once.
func TestWhyAFileCannotBeRead(t *testing.T) {
	t.Parallel()
	f := &File{conn: migrate.Connection{Location: "groups.csv"}}
	for says, err := range map[string]error{
		"there is no such file. Check the path": &fs.PathError{
			Op: "stat", Path: "groups.csv",
			Err: fs.ErrNotExist,
		},
		"this account may not read it. Give the account the": &fs.PathError{
			Op: "open", Path: "groups.csv",
			Err: syscall.EACCES,
		},
		"input/output error. Check the path and the disk": &fs.PathError{Op: "read", Path: "groups.csv", Err: syscall.EIO},
		"the pipe broke. Check where the data comes from": errors.New("the pipe broke"),
	} {
		got := f.cannotRead(t.Context(), err)
		if migrate.ClassOf(got) != migrate.BadInput || !strings.Contains(got.Error(), says) ||
			strings.Count(got.Error(), "groups.csv") != 1 {
			t.Errorf("%v: %v", err, got)
		}
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if got := f.cannotRead(canceled, fs.ErrNotExist); !errors.Is(got, context.Canceled) || migrate.ClassOf(got) != 0 {
		t.Errorf("canceled: %v", got)
	}
}
