package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"ad2scim/migrate"
)

// All returns the entries in order. It ends with an error if the journal can't be read.
func (j *Journal) All() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		j.mu.Lock()
		end := j.size
		j.mu.Unlock()
		f, err := openFile(j.path, os.O_RDONLY)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(Entry{}, wrapReadError("cannot read the journal "+migrate.Quote(j.path), err))
			return
		}
		defer f.Close()
		lines := bufio.NewReaderSize(io.LimitReader(f, end), 1<<16)
		for at := int64(0); at < end; {
			line, err := lines.ReadBytes('\n')
			at += int64(len(line))
			var e Entry
			if err == nil {
				e, err = parseEntry(line)
			}
			if err != nil {
				yield(Entry{}, wrapReadError("cannot read the journal "+migrate.Quote(j.path), err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// scanResult describes the content of a journal file.
type scanResult struct {
	whole int64 // length of the complete entries
	last  int64 // last sequence number
	rest  []byte
}

func (f scanResult) torn() bool { return len(f.rest) > 0 }

// scan checks the whole journal. A crash can leave an incomplete last line, or zeros in the place of data that the
// file system lost. Any other invalid line is an error, because the entries after it would be lost.
func scan(path string) (scanResult, error) {
	var f scanResult
	data, err := openFile(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, wrapReadError("cannot read the journal "+migrate.Quote(path), err)
	}
	defer data.Close()
	lines := bufio.NewReaderSize(data, 1<<16)
	number := 0
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return f, wrapReadError("cannot read the journal "+migrate.Quote(path), err)
		}
		if len(line) == 0 {
			return f, nil
		}
		number++
		e, bad := parseEntry(line)
		switch {
		case f.torn() && !onlyZeros(line) || bad != nil && !mayBeTorn(line):
			return f, damaged(path, number)
		case bad != nil:
			f.rest = append(f.rest, line...)
		case e.Seq != f.last+1:
			return f, damaged(path, number)
		default:
			f.whole += int64(len(line))
			f.last = e.Seq
		}
	}
}

// mayBeTorn reports whether a line that can't be parsed may be the result of a crash: its end is missing, or a part
// of it is zeros.
func mayBeTorn(line []byte) bool {
	return !bytes.HasSuffix(line, []byte("\n")) || bytes.IndexByte(line, 0) >= 0
}

func onlyZeros(line []byte) bool { return len(bytes.Trim(line, "\x00\n")) == 0 }

func damaged(path string, line int) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the journal " + migrate.Quote(path),
		Why:  fmt.Sprintf("line %d does not follow on the one before: lines are missing, damaged or edited", line),
		Next: "restore a copy of it, or move the file away and start a new journal (earlier changes then can't be undone)",
	}
}

func parseEntry(line []byte) (Entry, error) {
	var e Entry
	whole, ok := bytes.CutSuffix(line, []byte("\n"))
	if !ok {
		return e, io.ErrUnexpectedEOF
	}
	err := json.Unmarshal(whole, &e)
	return e, err
}

// setAside saves the incomplete end of the journal in a separate file.
func setAside(path string, f scanResult) (string, error) {
	aside := filepath.Join(filepath.Dir(path), "journal.torn-"+time.Now().UTC().Format("20060102T150405.000000000Z"))
	return aside, replaceFile(aside, f.rest)
}
