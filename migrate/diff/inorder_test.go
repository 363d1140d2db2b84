package diff

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
)

// limited is a writer that takes only so many parts.
type limited struct {
	bytes.Buffer
	left int
}

var errNoMore = errors.New("no more")

func (l *limited) Write(p []byte) (int, error) {
	if l.left--; l.left < 0 {
		return 0, errNoMore
	}
	return l.Buffer.Write(p)
}

// Parts are written in their order. Once one can't be written, as after Ctrl-C, no other is
// written, and no more are encoded than were under way.
func TestPartsAreWrittenInOrder(t *testing.T) {
	for _, parts := range []int{0, 1, 2, 50, 1000} {
		for _, fails := range []int{0, 1, 7, 1000} {
			t.Run(fmt.Sprintf("%d parts, %d taken", parts, fails), func(t *testing.T) {
				out := limited{left: fails}
				var encoded atomic.Int64
				err := writeParts(&out, parts, func(b []byte, part int) []byte {
					encoded.Add(1)
					return append(strconv.AppendInt(b, int64(part), 10), '\n')
				})
				var want bytes.Buffer
				for part := range min(parts, fails) {
					fmt.Fprintln(&want, part)
				}
				if out.String() != want.String() {
					t.Errorf("written: %q, want %q", out.String(), want.String())
				}
				if failed := parts > fails; failed != errors.Is(err, errNoMore) {
					t.Errorf("error %v", err)
				}
				if n := encoded.Load(); n > int64(fails+runtime.GOMAXPROCS(0)) {
					t.Errorf("%d parts are encoded, though the writer took %d", n, fails)
				}
			})
		}
	}
}
