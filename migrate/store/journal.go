package store

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/exactjson"
)

const journalFile = "journal.ndjson"

// Entry is one line of the journal.
type Entry struct {
	Seq  int64     `json:"seq"`  // starts with 1, without gaps
	Time time.Time `json:"time"` // UTC
	Run  string    `json:"run"`  // id of the run that wrote it; see NewRun
	Who  string    `json:"who"`  // user name in the operating system
	Host string    `json:"host"`
	// Kind is defined by the package that wrote the entry, such as "intent".
	Kind string `json:"kind"`
	// Text describes the entry to people. It is safe for a terminal.
	Text string `json:"text"`
	// Data is for the package that wrote the entry.
	Data json.RawMessage `json:"data,omitempty"`
}

// Journal is the append-only list of changes made outside. Its methods are safe for concurrent use.
type Journal struct {
	path  string
	who   string
	host  string
	notes []string

	mu     sync.Mutex
	file   *os.File // nil if opened for reading
	size   int64    // the offset of the next entry
	last   int64    // the last sequence number
	broken error    // the error after which nothing can be written
}

// Append writes an entry, syncs it to disk, and returns it with its number, time, user and host filled in. If it
// fails, the journal is unchanged.
func (j *Journal) Append(e Entry) (Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	what := "cannot write to the journal " + migrate.Quote(j.path)
	if j.file == nil {
		return e, wrapFSError(what, errReadOnly)
	}
	if j.broken != nil {
		return e, wrapFSError(what, j.broken)
	}
	e.Seq, e.Time, e.Who, e.Host = j.last+1, time.Now().UTC(), j.who, j.host
	line, err := exactjson.Marshal(e)
	if err != nil {
		return e, wrapFSError(what, err)
	}
	line = append(migrate.MaskAnswer(line), '\n')
	if _, err := j.file.WriteAt(line, j.size); err != nil {
		// Part of the line may have been written; remove it.
		if e2 := j.file.Truncate(j.size); e2 != nil {
			j.broken = errors.Join(err, e2)
		}
		return e, wrapFSError(what, err)
	}
	if err := j.file.Sync(); err != nil {
		// The content on disk is unknown now. A second sync wouldn't help, because the pages that failed may be marked as
		// clean.
		j.broken = err
		return e, wrapFSError(what, err)
	}
	j.size += int64(len(line))
	j.last = e.Seq
	return e, nil
}

// Notes returns remarks about the journal, such as a line that was cut off by a crash.
func (j *Journal) Notes() []string { return slices.Clone(j.notes) }

// Last returns the number of the last entry, or 0 if there is none.
func (j *Journal) Last() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

func (j *Journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

// openJournal opens the journal of a workspace and checks that all of it can be read. For writing, the lock must be
// held.
func openJournal(dir string, write bool) (*Journal, error) {
	j := &Journal{path: filepath.Join(dir, journalFile), who: userName(), host: hostName()}
	found, err := scan(j.path)
	if err != nil {
		return nil, err
	}
	j.size, j.last = found.whole, found.last
	if !write {
		if found.torn() {
			j.notes = append(j.notes, "the last line of the journal is not whole: it is being written now, or a crash tore it")
		}
		return j, nil
	}
	what := "cannot open the journal " + migrate.Quote(j.path)
	if found.torn() {
		aside, err := setAside(j.path, found)
		if err != nil {
			return nil, wrapFSError(what, err)
		}
		j.notes = append(j.notes, "the last line of the journal was torn by a crash; the rest of it is kept in "+
			migrate.Quote(aside))
	}
	f, err := openFile(j.path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, wrapFSError(what, err)
	}
	share(f, dir)
	err = f.Truncate(j.size)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = syncFolder(dir)
	}
	if err != nil {
		f.Close()
		return nil, wrapFSError(what, err)
	}
	j.file = f
	return j, nil
}
