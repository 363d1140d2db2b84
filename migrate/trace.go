package migrate

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Trace writes what a run asks of servers and what they answer, a line each: as
// slog.TextHandler writes it, with the time in UTC (RFC 3339). A secret of this run
// shows as ***, and characters that a terminal acts on are escaped. A nil Trace writes
// nothing. It may be used by several goroutines at once.
type Trace struct {
	log   *slog.Logger
	asked atomic.Int64
}

// NewTrace makes a Trace that writes each line to all of the writers, in one Write each.
func NewTrace(to ...io.Writer) *Trace {
	handlers := make([]slog.Handler, len(to))
	for i, w := range to {
		handlers[i] = slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: traced})
	}
	return &Trace{log: slog.New(slog.NewMultiHandler(handlers...))}
}

// TraceLimit is how many bytes of one text are written, such as an answer's body.
const TraceLimit = 4 << 10

// traced makes one value fit to be written.
func traced(_ []string, a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch {
	case a.Key == slog.LevelKey:
		return slog.Attr{} // all lines have the same
	case a.Key == slog.MessageKey:
		return a // the program's own words: see Mask
	case v.Kind() == slog.KindTime:
		return slog.String(a.Key, v.Time().UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	case v.Kind() != slog.KindString && v.Kind() != slog.KindAny:
		return slog.Attr{Key: a.Key, Value: v}
	}
	text := Mask(v.String())
	if len(text) > TraceLimit {
		end := TraceLimit
		for end > TraceLimit-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "... (cut)"
	}
	return slog.String(a.Key, text)
}

type traceKey struct{}

// WithTrace returns a context in which every request is written to t.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf returns the Trace of a context, or nil.
func TraceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

// Note writes one line that is no question.
func (t *Trace) Note(what string, about ...slog.Attr) {
	if t != nil {
		t.log.LogAttrs(context.Background(), slog.LevelInfo, what, about...)
	}
}

// Ask writes what is asked of a server, such as "LDAP search". The line and that of the
// answer have the same number.
func (t *Trace) Ask(what string, about ...slog.Attr) *Question {
	if t == nil {
		return nil
	}
	q := &Question{trace: t, what: what, n: t.asked.Add(1), at: time.Now()}
	t.Note(what, append([]slog.Attr{slog.Int64("n", q.n)}, about...)...)
	return q
}

// Question is what was asked of a server. A nil one writes nothing.
type Question struct {
	trace *Trace
	what  string
	n     int64
	at    time.Time
}

// Answered writes the answer, with how long it took, and the error if there is none.
func (q *Question) Answered(err error, about ...slog.Attr) {
	if q == nil {
		return
	}
	took := time.Since(q.at).Round(10 * time.Microsecond)
	about = append([]slog.Attr{slog.Int64("n", q.n), slog.Duration("took", took)}, about...)
	if err != nil {
		about = append(about, slog.String("error", fmt.Sprint(err)))
	}
	q.trace.Note(strings.TrimSuffix(q.what, " request")+" answer", about...)
}
