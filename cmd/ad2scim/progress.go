package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

// progressLine shows the progress of both sides on standard error, in one line that is
// rewritten. It shows nothing if that isn't a terminal.
type progressLine struct {
	out    io.Writer
	mu     sync.Mutex
	state  map[migrate.Side]migrate.Progress
	last   time.Time
	silent bool
}

func newProgress(out io.Writer, quiet bool) *progressLine {
	return &progressLine{out: out, state: map[migrate.Side]migrate.Progress{}, silent: quiet || !isTerminal(out)}
}

// reporter returns the receiver for one side.
func (p *progressLine) reporter(side migrate.Side) migrate.Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silent {
		return nil
	}
	return func(now migrate.Progress) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.state[side] = now
		if p.silent || time.Since(p.last) < 100*time.Millisecond {
			return
		}
		p.last = time.Now()
		p.draw()
	}
}

func (p *progressLine) draw() {
	line := ""
	for _, side := range []migrate.Side{migrate.AD, migrate.SCIM} {
		now, ok := p.state[side]
		if !ok {
			continue
		}
		if line != "" {
			line += "   "
		}
		line += operation.SideTitle(side) + ": " + oneLine(now.Doing)
		if now.Total > 0 {
			line += fmt.Sprintf(" %d of %d", now.Done, now.Total)
		} else if now.Done > 0 {
			line += fmt.Sprintf(" %d", now.Done)
		}
		if now.Note != "" {
			line += " (" + oneLine(now.Note) + ")"
		}
	}
	if fd, ok := descriptor(p.out); ok {
		if width, _, err := term.GetSize(fd); err == nil {
			line = ansi.Truncate(line, width-1, "…")
		}
	}
	fmt.Fprint(p.out, "\r"+line+ansi.EraseLineRight)
}

// end removes the line and shows no more progress.
func (p *progressLine) end() {
	p.clear()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = true
}

// clear removes the line until the next progress.
func (p *progressLine) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.last.IsZero() {
		fmt.Fprint(p.out, "\r"+ansi.EraseLineRight)
	}
	p.last = time.Time{}
	clear(p.state)
}
