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

// backgroundAnswer is the terminal's answer to what its background is.
type backgroundAnswer struct{ dark bool }

// A terminal is asked for its background by OSC 11 and answers through the
// keyboard, perhaps late or never. So the app does not wait: it is drawn for
// the likelier background, and the answer is taken out of the input when it
// comes.
const (
	question    = "\x1b]11;?\x1b\\"
	answerStart = "\x1b]11;rgb:"
	answerLimit = len(answerStart) + len("ffff/ffff/ffff") + 2
)

// backgroundReader takes the answer out of what is read from in.
type backgroundReader struct {
	in     io.Reader
	answer func(dark bool)

	mu      sync.Mutex
	waiting bool
	held    []byte // the beginning of what may be the answer
}

func newBackgroundReader(in io.Reader) *backgroundReader { return &backgroundReader{in: in} }

// fileReader keeps what Bubble Tea needs to see of a terminal.
type fileReader struct {
	*os.File
	r *backgroundReader
}

func (f fileReader) Read(p []byte) (int, error) { return f.r.Read(p) }

// reader is what the program reads. Windows is left alone: its console is read
// by events there, and does not answer.
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

// ask is the command that sends the question, or nil where none would answer.
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
		io.WriteString(o, question)
		return nil
	}
}

func (r *backgroundReader) Read(p []byte) (int, error) {
	for {
		into := p
		if len(p) > answerLimit {
			into = p[:len(p)-answerLimit] // room for what is held back
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

// filter returns the keys in b without the answer. An escape at the very end of
// a read is a key, not the beginning of an answer.
func (r *backgroundReader) filter(b []byte) []byte {
	all := append(r.held, b...)
	r.held = nil
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
		r.held = append(r.held, rest...)
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

// parseBackground reads "\x1b]11;rgb:RRRR/GGGG/BBBB" and weighs the colors as
// ITU-R BT.601 does.
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
