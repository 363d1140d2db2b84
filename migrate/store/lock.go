package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"ad2scim/migrate"
)

const (
	lockFile = "lock"
	// holderFile says who holds the lock. It is a separate file because Windows doesn't let other processes read a
	// locked one.
	holderFile = "lock.json"
)

// holder is the process that has the workspace open.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Who   string    `json:"who"`
	Since time.Time `json:"since"`
}

// LockedError means that a process has the folder open. It may be available a moment later.
type LockedError struct {
	PID  int // 0 if it isn't known
	Host string
}

// Error names the process that has the folder open.
func (e *LockedError) Error() string {
	return fmt.Sprintf("process %d on %s has it open", e.PID, e.Host)
}

// IsThisProcess reports whether this process itself has the folder open.
func (e *LockedError) IsThisProcess() bool { return e.PID == os.Getpid() && e.Host == hostName() }

type lock struct {
	file   *flock.Flock
	holder string // path of holderFile
}

// acquire takes the lock, or returns an error that names its holder. The operating system releases the lock when
// its holder ends in any way.
func acquire(dir string) (*lock, error) {
	path := filepath.Join(dir, lockFile)
	l := &lock{
		file:   flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(0o600)),
		holder: filepath.Join(dir, holderFile),
	}
	what := "cannot open the workspace " + migrate.Quote(dir)
	if f, err := openFile(path, os.O_RDWR); err == nil {
		f.Close()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, wrapFSError("cannot use the file "+migrate.Quote(path), err)
	}
	got, err := l.file.TryLock()
	if err != nil {
		return nil, wrapFSError(what, err)
	}
	if !got {
		held, why := l.inUse()
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: why,
			Next: "wait until it is done or end it", Remedies: otherFolder, Err: held,
		}
	}
	sharePath(path)
	data, err := json.Marshal(holder{os.Getpid(), hostName(), userName(), time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		err = replaceFile(l.holder, data)
	}
	if err != nil {
		l.file.Close()
		return nil, wrapFSError(what, err)
	}
	return l, nil
}

func (l *lock) inUse() (*LockedError, string) {
	var h holder
	data, err := readFile(l.holder)
	if err != nil || json.Unmarshal(data, &h) != nil || h.PID == 0 {
		return &LockedError{}, "another ad2scim has it open"
	}
	return &LockedError{h.PID, h.Host}, fmt.Sprintf("another ad2scim has it open: process %d on %s, user %s, since %s",
		h.PID, migrate.Quote(h.Host), migrate.Quote(h.Who), h.Since.Format(time.RFC3339))
}

func (l *lock) release() error {
	os.Remove(l.holder)
	return l.file.Close()
}

func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
