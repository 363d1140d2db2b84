package adsync

import (
	"context"
	"fmt"
	"sync"
	"time"

	"ad2scim/migrate"
)

// Host is a Windows machine on which a script can be run. Run returns what the
// script prints; its errors are *migrate.Problem.
type Host interface {
	fmt.Stringer
	Run(ctx context.Context, script Script, args Arguments) ([]byte, error)
}

// Scan runs FindScript on a host.
func Scan(ctx context.Context, h Host) (*Report, error) {
	out, err := h.Run(ctx, FindScript, Arguments{})
	if err != nil {
		return nil, err
	}
	return parseReport(out, h.String())
}

// ScanResult is the result of scanning one host: a report, or why there is none.
type ScanResult struct {
	Name   string // as it was asked for
	Report *Report
	Err    error
	// FromFile says that the report was not made just now.
	FromFile bool

	began time.Time // by this program's clock; zero for a result file
}

// sideBySide is how many hosts are asked at once.
const sideBySide = 8

// ScanHosts looks at hosts side by side and returns what came of each, in their
// order. One that fails does not stop the others.
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
			report.Send(migrate.Progress{Doing: "looking", Note: "at " + h.String(), Done: done, Total: len(hosts)})
		})
	}
	wg.Wait()
	return all
}
