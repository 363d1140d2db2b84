package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
	"ad2scim/migrate/names"
	"ad2scim/tui/clipboard"
	"ad2scim/tui/session"
)

const many = 100_000

// large is a session with a comparison of 100,000 groups, 40 percent of them inexact.
func large(b *testing.B) *session.Session {
	b.Helper()
	s := session.New(b.Context(), session.Config{
		Open: func(context.Context, migrate.Side, migrate.Connection) (migrate.Source, error) {
			return nil, fmt.Errorf("nothing to open")
		},
	})
	rows := make([]diff.Row, many)
	for i := range rows {
		ad := fmt.Sprintf("Finance Admins %s %05d", []string{"Paris", "Zürich", "東京", "Oslo"}[i%4], i)
		rows[i] = diff.Row{
			Score: 1, AD: &migrate.Group{ID: fmt.Sprint(i), Name: ad, DN: "CN=" + ad + ",OU=Groups,DC=corp"},
			SCIM: &migrate.Group{ID: fmt.Sprint(i), Name: ad},
		}
		if i%5 < 2 {
			rows[i].Status, rows[i].Kinds = diff.Differs, names.NewKinds(names.Case, names.Spacing)
			rows[i].SCIM.Name = fmt.Sprintf("finance admins  %s %05d ", []string{"Paris", "Zürich", "東京", "Oslo"}[i%4], i)
		}
	}
	s.Result = &diff.Result{ADGroups: many, SCIMGroups: many, Rows: rows}
	return s
}

// terminal records when something was drawn.
type terminal struct{ drawn chan time.Time }

func (s *terminal) Write(p []byte) (int, error) {
	select {
	case s.drawn <- time.Now():
	default:
	}
	return len(p), nil
}

// BenchmarkKeyToFrame presses keys on 100,000 rows in a running program and waits for each
// frame: moving, paging, and typing into the filter during searches. It reports the 99th
// percentile.
func BenchmarkKeyToFrame(b *testing.B) {
	s := large(b)
	out := &terminal{drawn: make(chan time.Time, 1)}
	app := New(s, clipboard.New(io.Discard, func(string) string { return "" }))
	p := tea.NewProgram(app, tea.WithContext(b.Context()), tea.WithInput(nil), tea.WithOutput(out), tea.WithFPS(frames),
		tea.WithoutSignals())
	done := make(chan struct{})
	go func() { defer close(done); p.Run() }()
	p.Send(tea.WindowSizeMsg{Width: 160, Height: 50})
	p.Send(session.Comparison{Result: s.Result})
	p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("2")})
	quiet(out)
	keys := []tea.KeyMsg{
		{Type: tea.KeyDown},
		{Type: tea.KeyPgDown},
		{Type: tea.KeyDown},
		{Type: tea.KeyEnd},
		{Type: tea.KeyPgUp},
		{Type: tea.KeyHome},
	}
	for _, r := range "/os12" {
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	keys = append(keys, tea.KeyMsg{Type: tea.KeyBackspace}, tea.KeyMsg{Type: tea.KeyBackspace},
		tea.KeyMsg{Type: tea.KeyBackspace},
		tea.KeyMsg{Type: tea.KeyBackspace}, tea.KeyMsg{Type: tea.KeyEsc})
	var took []time.Duration
	for b.Loop() {
		for _, k := range keys {
			select {
			case <-out.drawn:
			default:
			}
			began := time.Now()
			p.Send(k)
			select {
			case at := <-out.drawn:
				took = append(took, at.Sub(began))
			case <-time.After(100 * time.Millisecond): // the key changed nothing visible
			}
		}
	}
	p.Quit()
	<-done
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(0, "ns/op")
}

// quiet waits until nothing has been drawn for a while.
func quiet(s *terminal) {
	for {
		select {
		case <-s.drawn:
		case <-time.After(500 * time.Millisecond):
			return
		}
	}
}

// BenchmarkFrame measures one key and one frame, without waiting for the renderer's next tick.
func BenchmarkFrame(b *testing.B) {
	s := large(b)
	app := New(s, clipboard.New(io.Discard, func(string) string { return "" }))
	app.Update(tea.WindowSizeMsg{Width: 160, Height: 50})
	app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("2")})
	follow(app, session.Comparison{Result: s.Result})
	for b.Loop() {
		app.Update(tea.KeyMsg{Type: tea.KeyDown})
		app.View()
	}
}

// follow handles a message and the messages that result from it.
func follow(app *App, msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, c := range batch {
			if c != nil {
				follow(app, c())
			}
		}
		return
	}
	if _, cmd := app.Update(msg); cmd != nil {
		follow(app, cmd())
	}
}

// BenchmarkFirstFrame measures the time from the start of the program to the first frame with
// tabs.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		r, w := io.Pipe()
		app := New(session.New(b.Context(), company()), clipboard.New(io.Discard, func(string) string { return "" }))
		p := tea.NewProgram(app, tea.WithInput(nil), tea.WithOutput(w), tea.WithFPS(frames), tea.WithoutSignals())
		go func() { p.Send(tea.WindowSizeMsg{Width: 100, Height: 30}) }()
		go func() { p.Run(); w.Close() }()
		seen, buf := []byte{}, make([]byte, 1<<16)
		for !bytes.Contains(seen, []byte("Overview")) {
			n, err := r.Read(buf)
			if err != nil {
				b.Fatal(err)
			}
			seen = append(seen, buf[:n]...)
		}
		b.StopTimer()
		p.Quit()
		io.Copy(io.Discard, r)
		b.StartTimer()
	}
}
