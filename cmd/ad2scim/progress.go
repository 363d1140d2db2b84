package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"ad2scim/migrate"
)

// progressLine shows on standard error how far both sides are, on one line
// that is rewritten, and only on a terminal.
type progressLine struct {
	mu     sync.Mutex
	state  map[migrate.Side]migrate.Progress
	last   time.Time
	silent bool
}

func newProgress(quiet bool) *progressLine {
	return &progressLine{state: map[migrate.Side]migrate.Progress{}, silent: quiet || !term.IsTerminal(int(os.Stderr.Fd()))}
}

// of returns the receiver for one side.
func (p *progressLine) of(side migrate.Side) migrate.Report {
	if p.silent {
		return nil
	}
	return func(now migrate.Progress) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.state[side] = now
		if time.Since(p.last) < 100*time.Millisecond {
			return
		}
		p.last = time.Now()
		p.draw()
	}
}

var sideTitle = map[migrate.Side]string{migrate.AD: "AD", migrate.SCIM: "provisioned"}

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
		line += sideTitle[side] + ": " + oneLine(now.Doing)
		if now.Total > 0 {
			line += fmt.Sprintf(" %d of %d", now.Done, now.Total)
		} else if now.Done > 0 {
			line += fmt.Sprintf(" %d", now.Done)
		}
		if now.Note != "" {
			line += " (" + oneLine(now.Note) + ")"
		}
	}
	if width, _, err := term.GetSize(int(os.Stderr.Fd())); err == nil {
		line = ansi.Truncate(line, width-1, "…")
	}
	fmt.Fprint(os.Stderr, "\r"+line+ansi.EraseLineRight)
}

// clear takes the line away again.
func (p *progressLine) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.last.IsZero() {
		fmt.Fprint(os.Stderr, "\r"+ansi.EraseLineRight)
	}
	p.silent = true
}
