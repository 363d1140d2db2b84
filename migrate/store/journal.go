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
	Seq  int64     `json:"seq"`  // 1 for the first; without gaps
	Time time.Time `json:"time"` // UTC
	Run  string    `json:"run"`  // which run of the program's work it belongs to; see NewRun
	Who  string    `json:"who"`  // the user of the operating system
	Host string    `json:"host"`
	// Kind is a word of the package that wrote the entry, such as "intent".
	Kind string `json:"kind"`
	// Text says it to people. It is safe for a terminal.
	Text string `json:"text"`
	// Data is for the package that wrote the entry.
	Data json.RawMessage `json:"data,omitempty"`
}

// Journal is the list of what was done outside, kept for ever. Its methods may
// be called from several goroutines.
type Journal struct {
	path  string
	who   string
	host  string
	notes []string

	mu     sync.Mutex
	file   *os.File // nil: opened for reading
	size   int64    // where the next entry goes
	last   int64    // the last sequence number
	broken error    // why nothing can be written any more
}

// Append writes an entry and returns it with its number, time, user and host
// filled in, once it is on the disk. If that fails the journal is as before.
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
		// A part of the line may be there; take it away again.
		if e2 := j.file.Truncate(j.size); e2 != nil {
			j.broken = errors.Join(err, e2)
		}
		return e, wrapFSError(what, err)
	}
	if err := j.file.Sync(); err != nil {
		// What is on the disk is not known now, and a second sync would not
		// tell: the pages that failed may be marked clean.
		j.broken = err
		return e, wrapFSError(what, err)
	}
	j.size += int64(len(line))
	j.last = e.Seq
	return e, nil
}

// Notes says what its reader should know about the journal, such as a line that a
// crash tore.
func (j *Journal) Notes() []string { return slices.Clone(j.notes) }

// Last is the number of the last entry; 0 where there is none.
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

// openJournal opens the journal of a workspace, and makes sure that all of it
// can be read. For writing, the lock must be held.
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
