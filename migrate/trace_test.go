package migrate_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ad2scim/migrate"
)

// line is what a Trace writes of one value.
func line(v slog.Value) string {
	var out bytes.Buffer
	migrate.NewTrace(&out).Note("LDAP search", slog.Attr{Key: "value", Value: v})
	return out.String()
}

// A value of any type is masked, escaped and cut, whatever a server put in.
func TestATraceLineIsFitForATerminal(t *testing.T) {
	t.Parallel()
	const token = "traced-token-0123456789"
	secret := migrate.NewSecret(token)
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"text":      {"say " + token + " again", `value="say *** again"`},
		"error":     {fmt.Errorf("refused: %w", errors.New(token)), `value="refused: ***"`},
		"list":      {[]string{"a", token}, `value="[a ***]"`},
		"secret":    {secret, `value=***`},
		"escaped":   {strings.ReplaceAll(token, "-", "%2D"), `value=***`},
		"control":   {"a\x1b[31mb\r\nc\x00\u009b", `value="a\x1b[31mb\r\nc\x00\u009b"`},
		"direction": {"a\u202eb\u2066c\u200bd\ufeff", `value="a\u202eb\u2066c\u200bd\ufeff"`},
		"not UTF-8": {"a\xffb", `value="a\xffb"`},
		"duration":  {1500 * time.Millisecond, `value=1.5s`},
		"time":      {time.Date(2026, 11, 29, 9, 0, 0, 0, time.FixedZone("CET", 3600)), `value=2026-11-29T08:00:00.000Z`},
		"long": {strings.Repeat("x", migrate.TraceLimit-1) + "øø", strings.Repeat("x", migrate.TraceLimit-1) +
			"... (cut)"},
	} {
		got := line(slog.AnyValue(c.value))
		if !strings.HasSuffix(strings.Trim(got, "\n\""), strings.Trim(c.want, `"`)) ||
			strings.Count(got, "\n") != 1 || strings.Contains(got, token) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if form := regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z msg="LDAP search" value=1\n$`); !form.
		MatchString(line(slog.IntValue(1))) {
		t.Error(line(slog.IntValue(1)))
	}
}

// A password may be a word of the program's own, which would show where it is masked.
func TestATraceDoesNotShowWhichWordASecretIs(t *testing.T) {
	t.Parallel()
	migrate.NewSecret("LDAP search")
	if got := line(slog.IntValue(1)); !strings.Contains(got, `"LDAP search"`) {
		t.Error(got)
	}
}

// Without a Trace nothing is written, and nothing needs to be asked.
func TestNoTrace(t *testing.T) {
	t.Parallel()
	none := migrate.TraceOf(context.Background())
	none.Note("x")
	none.Ask("x").Answered(nil)
	if err := migrate.Pause(t.Context(), time.Nanosecond); none != nil || err != nil {
		t.Error(none, err)
	}
}

// lines takes each Write for a line, as a file to which several append does.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, string(p))
	return len(p), nil
}

// Questions that are asked side by side have numbers of their own, which their answers
// repeat, and a line is written whole.
func TestTraceOfQuestionsSideBySide(t *testing.T) {
	t.Parallel()
	const questions = 50
	var first, second lines
	trace := migrate.NewTrace(&first, &second)
	var all sync.WaitGroup
	for i := range questions {
		all.Go(func() {
			asked := migrate.TraceOf(migrate.WithTrace(t.Context(), trace)).Ask("HTTP request", slog.Int("i", i))
			asked.Answered(errors.New("lost"), slog.Int("i", i))
		})
	}
	all.Wait()
	form := regexp.MustCompile(`^time=\S+ msg="HTTP (request|answer)" n=(\d+)(?: took=\S+)? i=(\d+)(?: error=lost)?\n$`)
	asked := map[string]string{}
	for _, one := range first.all {
		m := form.FindStringSubmatch(one)
		if m == nil {
			t.Fatalf("%q", one)
		}
		if m[1] == "request" {
			asked[m[2]] = m[3]
		} else if asked[m[2]] != m[3] {
			t.Errorf("the answer to %s has the number of another question: %s", m[3], one)
		}
	}
	if len(asked) != questions || len(first.all) != 2*questions || len(second.all) != 2*questions {
		t.Errorf("%d questions, %d and %d lines", len(asked), len(first.all), len(second.all))
	}
}
