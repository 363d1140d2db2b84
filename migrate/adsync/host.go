package adsync

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"ad2scim/migrate"
)

// Host is a Windows host on which a script can be run. Run returns the output of the script;
// its errors are *migrate.Problem.
type Host interface {
	fmt.Stringer
	Run(ctx context.Context, script Script, args Arguments) ([]byte, error)
}

// asked writes to the run's trace that a script is run, and the tasks that it changes.
func (s Script) asked(ctx context.Context, h Host, args Arguments) *migrate.Question {
	return migrate.TraceOf(ctx).Ask("PowerShell script", slog.String("host", h.String()), slog.String("script", string(s)),
		slog.String("tasks", strings.Join(args.Tasks, ", ")))
}

// Scan runs FindScript on a host.
func Scan(ctx context.Context, h Host) (*Report, error) {
	out, err := h.Run(ctx, FindScript, Arguments{})
	if err != nil {
		return nil, err
	}
	return parseReport(out, h.String())
}

// ScanResult is the result of scanning one host: a report, or an error.
type ScanResult struct {
	Name   string // the name with which it was requested
	Report *Report
	Err    error
	// FromFile says that the report comes from a result file, not from a scan now.
	FromFile bool

	began time.Time // by this program's clock; zero for a result file
}

// sideBySide is how many hosts are scanned at the same time.
const sideBySide = 8

// ScanHosts scans hosts at the same time and returns their results in the order of hosts. An
// error on one doesn't stop the others.
func ScanHosts(ctx context.Context, hosts []Host, report migrate.Report) []ScanResult {
	all := make([]ScanResult, len(hosts))
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	slots := make(chan struct{}, sideBySide)
	for i, h := range hosts {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			began := time.Now()
			r, err := Scan(ctx, h)
			all[i] = ScanResult{Name: h.String(), Report: r, Err: err, began: began}
			mu.Lock()
			defer mu.Unlock()
			done++
			report.Send(migrate.Progress{Doing: "scanning", Note: h.String(), Done: done, Total: len(hosts)})
		})
	}
	wg.Wait()
	return all
}
