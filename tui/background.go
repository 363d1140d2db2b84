package tui

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
)

// backgroundAnswer is the terminal's answer to the query for its background color.
type backgroundAnswer struct{ dark bool }

// The query for the terminal's background color (OSC 11). The answer arrives as keyboard input,
// possibly late or never, so the app draws for a dark background first and removes the answer
// from the input when it arrives.
const (
	backgroundQuery = "\x1b]11;?\x1b\\"
	answerStart     = "\x1b]11;rgb:"
	answerLimit     = len(answerStart) + len("ffff/ffff/ffff") + 2
)

// backgroundReader reads from in and removes the terminal's answer.
type backgroundReader struct {
	in     io.Reader
	answer func(dark bool)

	mu      sync.Mutex
	waiting bool
	pending []byte // may be the start of the answer
}

func newBackgroundReader(in io.Reader) *backgroundReader { return &backgroundReader{in: in} }

// fileReader reads through r and is still the file that Bubble Tea needs to recognize a
// terminal.
type fileReader struct {
	*os.File
	r *backgroundReader
}

func (f fileReader) Read(p []byte) (int, error) { return f.r.Read(p) }

// reader returns the program's input. On Windows that is the file itself: its console delivers
// events and doesn't answer the query.
func (r *backgroundReader) reader() io.Reader {
	f, ok := r.in.(*os.File)
	switch {
	case ok && runtime.GOOS != "windows":
		return fileReader{f, r}
	case ok:
		return f
	}
	return r.in
}

// ask returns the command that sends the query, or nil where no answer is expected.
func (r *backgroundReader) ask(out io.Writer) tea.Cmd {
	in, ok := r.in.(*os.File)
	o, ok2 := out.(*os.File)
	if !ok || !ok2 || runtime.GOOS == "windows" || !term.IsTerminal(in.Fd()) || !term.IsTerminal(o.Fd()) {
		return nil
	}
	if t := os.Getenv("TERM"); t == "dumb" || t == "linux" || strings.HasPrefix(t, "screen") {
		return nil
	}
	return func() tea.Msg {
		r.mu.Lock()
		r.waiting = true
		r.mu.Unlock()
		io.WriteString(o, backgroundQuery)
		return nil
	}
}

func (r *backgroundReader) Read(p []byte) (int, error) {
	for {
		into := p
		if len(p) > answerLimit {
			into = p[:len(p)-answerLimit] // room for pending bytes
		}
		n, err := r.in.Read(into)
		r.mu.Lock()
		out := p[:n]
		if r.waiting {
			out = r.filter(p[:n])
		}
		r.mu.Unlock()
		n = copy(p, out)
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// filter returns b without the answer. An escape character at the end of a read is a key, not
// the start of an answer.
func (r *backgroundReader) filter(b []byte) []byte {
	all := append(r.pending, b...)
	r.pending = nil
	at := bytes.Index(all, []byte(answerStart[:2]))
	if at < 0 {
		return all
	}
	rest := all[at:]
	if n := min(len(rest), len(answerStart)); string(rest[:n]) != answerStart[:n] {
		return all
	}
	end, after := bytes.IndexByte(rest, '\a'), 1
	if st := bytes.Index(rest, []byte("\x1b\\")); st > 0 && (end < 0 || st < end) {
		end, after = st, 2
	}
	switch {
	case end < 0 && len(rest) < answerLimit:
		r.pending = append(r.pending, rest...)
		return all[:at]
	case end < 0:
		r.waiting = false
		return all
	}
	r.waiting = false
	if dark, ok := parseBackground(string(rest[:end])); ok {
		go r.answer(dark)
	}
	return append(all[:at:at], rest[end+after:]...)
}

// parseBackground parses "\x1b]11;rgb:RRRR/GGGG/BBBB". It weights the colors by ITU-R BT.601.
func parseBackground(s string) (dark, ok bool) {
	s, ok = strings.CutPrefix(s, answerStart)
	parts := strings.Split(s, "/")
	if !ok || len(parts) != 3 {
		return false, false
	}
	var light float64
	for i, weight := range []float64{0.299, 0.587, 0.114} {
		n, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil || len(parts[i]) > 4 {
			return false, false
		}
		light += weight * float64(n) / float64(uint64(1)<<(4*len(parts[i]))-1)
	}
	return light < 0.5, true
}
