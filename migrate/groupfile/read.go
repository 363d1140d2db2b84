package groupfile

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"ad2scim/migrate"
)

// maxSize is the maximum size of a file in bytes.
const maxSize = 1 << 30

var (
	errTooLarge  = errors.New("it is larger than 1 GiB")
	errDirectory = errors.New("it is a folder")
	errNoText    = errors.New("it begins with zeros alone, so it is not text")
)

// load reads a text once, in the background, so that a pipe without data doesn't block cancellation.
type load struct {
	read  func(context.Context) (string, error)
	start sync.Once
	done  chan struct{}
	got   string
	err   error
}

func (l *load) text(ctx context.Context) (string, error) {
	l.start.Do(func() {
		l.done = make(chan struct{})
		go func() {
			defer close(l.done)
			l.got, l.err = l.read(ctx)
		}()
	})
	select {
	case <-l.done:
		return l.got, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func readPath(ctx context.Context, path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return "", errDirectory
	}
	if info.Size() > maxSize {
		return "", errTooLarge
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return readAll(ctx, file, int(info.Size()))
}

// onePiece is the size of the pieces in which a text of unknown size is read.
const onePiece = 16 << 20

// readAll reads into one buffer that all names share. size is the expected size, or 0 if it isn't known; the text
// is then read in pieces, because a growing buffer takes several times its size.
func readAll(ctx context.Context, r io.Reader, size int) (string, error) {
	var pieces []string
	b, before := new(strings.Builder), 0
	b.Grow(size)
	chunk := make([]byte, 256<<10)
	for {
		n, err := r.Read(chunk)
		if before+b.Len()+n > maxSize {
			return "", errTooLarge
		}
		if before+b.Len() < len(chunk) && n > 0 && allZero(chunk[:n]) {
			return "", errNoText
		}
		if b.Len() >= onePiece && b.Len()+n > b.Cap() {
			pieces, before = append(pieces, b.String()), before+b.Len()
			b = new(strings.Builder)
			b.Grow(onePiece)
		}
		b.Write(chunk[:n])
		switch {
		case err == io.EOF:
			return strings.Join(append(pieces, b.String()), ""), nil
		case err != nil:
			return "", err
		case ctx.Err() != nil:
			return "", ctx.Err()
		}
	}
}

// allZero reports whether a piece of a file, longer than the start of UTF-16 or UTF-32, contains only zeros, as a
// device or an empty disk image does.
func allZero(piece []byte) bool {
	const enough = 16
	return len(piece) >= enough && strings.Trim(string(piece), "\x00") == ""
}

func (f *File) cannotRead(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p := &migrate.Problem{Class: migrate.BadInput, What: "cannot read " + shown(f.conn), Err: err}
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Why, p.Next = "there is no such file",
			"check the path; a relative one starts at the folder that the program was started in"
	case errors.Is(err, fs.ErrPermission):
		p.Why, p.Next = "this account may not read it", "give the account the right to read the file, or copy the file"
	case errors.Is(err, errDirectory):
		p.Why, p.Next = err.Error(), "give a file in it"
	case errors.Is(err, errNoText):
		p.Why, p.Next = err.Error(), "export the groups as CSV, JSON or LDIF"
	case errors.Is(err, errTooLarge):
		p.Why, p.Next = err.Error(), "export the groups alone, with their id and name"
	case errors.As(err, &path):
		p.Why, p.Next = path.Err.Error(), "check the path and the disk"
	default:
		p.Why, p.Next = err.Error(), "check where the data comes from"
	}
	return p
}
