package groupfile

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// The content decides, whatever the ending says.
func TestContentDecides(t *testing.T) {
	texts := map[string]string{
		"csv":      "id,name\n1,x\n",
		"tsv":      "id\tname\n1\tx\n",
		"json":     ` [{"id":"1","name":"x"}]`,
		"ndjson":   "{\"id\":\"1\",\"name\":\"x\"}\n{\"id\":\"2\",\"name\":\"x\"}\n",
		"ldif":     "# comment\n\ndn: CN=x\nname: x\n",
		"saml":     response(attribute("groups", "x")),
		"auditlog": auditLine("user_group_created", 1700000000000, `, "group_name": "x"`),
	}
	for is, text := range texts {
		for _, file := range []string{"g.csv", "g.json", "g.ldif", "g.xml", "g.jsonl", "g", "g.txt", "G.TSV"} {
			if got := namesOf(t, file, text); got[0] != "x" {
				t.Errorf("%s in %s: got %q", is, file, got)
			}
		}
		if got := namesOf(t, "g", text, format(is)); got[0] != "x" {
			t.Errorf("forced %s: got %q", is, got)
		}
	}
	refused(t, "g.csv", texts["csv"], "line 1, column 1: an object or an array is expected", format("json"))
	refused(t, "g.csv", texts["json"], "line 1, column 4: a quote stands inside a value", format("csv"))
	refused(t, "g.csv", texts["csv"], `the format "xlsx" is not known`, format("xlsx"))
	long := strings.Repeat("name", 20)
	refused(t, "g.csv", long, "the first line is no header with a column")
	if got := namesOf(t, "g.csv", "name\n"+strings.Repeat("QUJD", 20)+"\n"); !slices.Equal(got,
		[]string{strings.Repeat("QUJD", 20)}) {
		t.Errorf("a name like base64: got %q", got)
	}
}

func TestNotAListOfGroups(t *testing.T) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte("name\nx\n"))
	w.Close()
	for _, tt := range []struct{ text, words string }{
		{"", "it is empty"},
		{"\xef\xbb\xbf \r\n", "it is empty"},
		{"PK\x03\x04\x14\x00xl/workbook.xml", "it is an Excel workbook. In Excel, save it as CSV UTF-8"},
		{"PK\x03\x04\x14\x00", "it is a ZIP archive"},
		{"\xd0\xcf\x11\xe0\xa1\xb1", "Excel workbook"},
		{zipped.String(), "it is compressed with gzip"},
		{"%PDF-1.7", "it is a PDF"},
		{"\x7fELF\x02", "it is a program"},
		{"\x00\x01\x02\x03\x04\x05 name", "it is not text"},
		{"<!DOCTYPE html>\n<html><body>sign in</body></html>", "it is a web page"},
		{"\n<HTML>", "it is a web page"},
		{"<note/>", "it is XML of a kind that is not read"},
	} {
		refused(t, "g.csv", tt.text, tt.words)
	}
}

func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	locked := written(t, "locked.csv", "name\n")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(dir, "large.csv")
	file, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(maxSize + 1); err != nil { // takes no room on the disk
		t.Fatal(err)
	}
	file.Close()
	paths := map[string]string{dir: "it is a folder", large: "larger than 1 GiB"}
	if runtime.GOOS == "windows" { // which allows no control character in a name
		paths[filepath.Join(dir, "no.csv")] = `"no.csv": there is no such file`
	} else {
		paths[filepath.Join(dir, "no\x1b.csv")] = `"no\x1b.csv": there is no such file`
	}
	if os.Getuid() > 0 { // root may read everything, and Windows keeps no such mode
		paths[locked] = "this account may not read it"
	}
	for path, words := range paths {
		f, err := Open(migrate.Connection{Location: path}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Groups(t.Context(), nil); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
			words) {
			t.Errorf("%q: %v, want %q", path, err, words)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	started := make(chan struct{})
	f, err := Open(migrate.Connection{Location: "-", Format: "csv"}, blocked{started})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-started
		cancel()
	}()
	if _, err := f.Groups(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for _, format := range []string{"csv", "ndjson", "ldif"} {
		f, err := Open(migrate.Connection{Location: written(t, "g", manyGroups(format, 30_000))}, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := 0
		_, err = f.Groups(ctx, func(p migrate.Progress) {
			if done = p.Done; done > 0 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || done > 20_000 {
			t.Errorf("%s: got %v after %d groups", format, err, done)
		}
	}
}

// endless is an input that never ends, and cancels at the third read.
type endless struct {
	reads  int
	cancel func()
}

func (e *endless) Read(p []byte) (int, error) {
	if e.reads++; e.reads == 3 {
		e.cancel()
	}
	return copy(p, "id,name\n"), nil
}

// Nothing more of a file is read once the work is canceled.
func TestReadingStops(t *testing.T) {
	for _, size := range []int{0, 1 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		in := endless{cancel: cancel}
		if _, err := readAll(ctx, &in, size); !errors.Is(err, context.Canceled) || in.reads != 3 {
			t.Errorf("got %v after %d reads, want it canceled after 3", err, in.reads)
		}
	}
}

// blocked is an input on which nothing ever comes.
type blocked struct{ started chan struct{} }

func (b blocked) Read([]byte) (int, error) {
	close(b.started)
	select {}
}

func TestProgress(t *testing.T) {
	f, err := Open(migrate.Connection{Location: written(t, "g.csv", manyGroups("csv", 50000))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var last migrate.Progress
	calls := 0
	if _, err := f.Groups(t.Context(), func(p migrate.Progress) { last, calls = p, calls+1 }); err != nil {
		t.Fatal(err)
	}
	if last.Done != 50000 || last.Total != 50000 || calls < 4 || last.Doing != "reading g.csv" {
		t.Errorf("%d reports, the last is %+v", calls, last)
	}
}

func TestNoMembers(t *testing.T) {
	f, err := Open(migrate.Connection{Location: written(t, "g.csv", "id,name\n1,x\n")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Members(t.Context(), "1", false); migrate.ClassOf(err) != migrate.BadInput {
		t.Errorf("got %v", err)
	}
}

// A device that never ends is refused at its first piece, and what is too long
// is refused, not cut.
func TestLimits(t *testing.T) {
	zeros := &File{
		conn:  migrate.Connection{Location: "-", Format: "csv"},
		stdin: &load{read: func(ctx context.Context) (string, error) { return readAll(ctx, zeroReader{}, 0) }},
	}
	if _, err := zeros.Groups(t.Context(), nil); migrate.ClassOf(err) != migrate.BadInput || !strings.Contains(err.Error(),
		"zeros alone") {
		t.Error(err)
	}
	name := strings.Repeat("x", migrate.MaxNameBytes)
	namesOf(t, "g.csv", "name\n"+name+"\n")
	refused(t, "g.csv", "name\nA\n"+name+"x\n", "the name of group 2 is longer than 64 KiB")
	if err := (&document{}).tick(migrate.MaxGroups + 1); migrate.ClassOf(err) != migrate.BadInput {
		t.Error(err)
	}
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What was asked for and the file does not have is refused once the file is read, not
// left unsaid.
func TestWhatTheFileDoesNotHaveIsRefused(t *testing.T) {
	const (
		table = "id,name\n1,Sales\n"
		audit = `{"log_type":"user_group_created","properties":{"group_name":"Sales"},"date_time":1700000000000}` + "\n"
	)
	for name, c := range map[string]struct {
		file, content string
		ask           func(*migrate.Connection)
		why           string
	}{
		"an attribute of SAML": {
			"g.csv", table, func(c *migrate.Connection) { c.SAMLAttribute = "groups" },
			`it is no SAML response, so it has no attribute "groups"`,
		},
		"an attribute of lines": {
			"g.txt", "Sales\nLegal\n", func(c *migrate.Connection) { c.Format, c.NameAttribute = "lines", "cn" },
			"a file of this format has one name for each group, and no attribute cn",
		},
		"an attribute of the audit log": {
			"g.jsonl", audit, func(c *migrate.Connection) { c.NameAttribute = "displayName" },
			"a file of this format has one name for each group, and no attribute displayName",
		},
		"a type": {
			"g.csv", table, func(c *migrate.Connection) { c.Without = []migrate.GroupType{migrate.DistributionGroup} },
			"no group in it has a type, so none can be left out by its type",
		},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.file, c.content, c.why, c.ask) })
	}
	namesOf(t, "g.csv", table, func(c *migrate.Connection) { c.NameAttribute = "Name" })
}
