package operation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/watch"
)

// hostParts scans the hosts on which AD sync was; each is a part of its own.
func (l watcher) hostParts(ctx context.Context) []watch.Part {
	if len(l.hosts)+len(l.results) == 0 {
		return nil
	}
	known, err := l.service.syncMemory()
	if err != nil {
		return []watch.Part{watch.Failed("journal", err)}
	}
	parts := []watch.Part{{Name: "journal"}}
	for _, scan := range adsync.ScanHosts(ctx, l.hosts, nil) {
		part := hostPart("host "+scan.Name, scan, known)
		l.note(&part, scan, known)
		parts = append(parts, part)
	}
	for _, file := range l.results {
		name := "result " + file
		scan, err := adsync.ScanTargets(ctx, nil, []string{file}, nil)
		if err != nil {
			parts = append(parts, watch.Failed(name, err))
			continue
		}
		part := hostPart(name, scan[0], known)
		if why := l.stale(scan[0].Report.Time.Time, time.Now()); why != "" {
			if part.Why != "" {
				why = part.Why + "; " + why
			} else {
				part.Wrong = watch.Stale
			}
			part.Why = why
		} else {
			l.note(&part, scan[0], known)
		}
		parts = append(parts, part)
	}
	return parts
}

// stale says why a result of this moment says nothing of now; "" for nothing.
func (l watcher) stale(at, now time.Time) string {
	if now.Sub(at) <= l.staleAfter {
		return ""
	}
	return "it was made at " + at.UTC().Format(time.RFC3339) +
		", and doesn't show what happened since: create a new one with ad2scim sync script"
}

// note takes in a scan that is to be noted. The same is noted once a day where a host
// was scanned, and once where a file tells it: of today it says nothing.
func (l watcher) note(part *watch.Part, scan adsync.ScanResult, known adsync.Memory) {
	if scan.Err != nil {
		return
	}
	found := adsync.Assess([]adsync.ScanResult{scan}, known)
	key := sha256.New()
	if scan.FromFile {
		fmt.Fprintln(key, scan.Report.Time.UTC())
	} else {
		fmt.Fprintln(key, time.Now().UTC().Format(time.DateOnly))
	}
	fmt.Fprintln(key, found.Script, found.Whole())
	for _, c := range found.Candidates {
		fmt.Fprintf(key, "%q %q %q %s %v %v", c.Host, c.Kind, c.Name, c.Confidence, c.Active, c.Armed)
		if c.Task != nil {
			fmt.Fprint(key, c.Task.LastRun.UTC())
		}
		fmt.Fprintln(key)
	}
	part.Look = hex.EncodeToString(key.Sum(nil))
	l.scanned(part.Name, part.Look, scan)
}

// hostPart lists what of AD sync is enabled or runs on a host. What is only
// possibly AD sync is no sign, unless it is known as such from before.
func hostPart(name string, scan adsync.ScanResult, known adsync.Memory) watch.Part {
	if scan.Err != nil {
		return watch.Failed(name, scan.Err)
	}
	part := watch.Part{Name: name}
	found := adsync.Assess([]adsync.ScanResult{scan}, known)
	if why := unseen(found.Hosts[0]); why != "" {
		part.Wrong, part.Why = watch.Partial, why
	}
	for _, c := range found.Candidates {
		state := "is enabled"
		switch {
		case c.Confidence == adsync.Possible, !c.Active && !c.Armed:
			continue
		case c.Active:
			state = "is running"
		}
		sign := watch.Sign{What: fmt.Sprintf("the %s %s on %s %s", c.Kind, migrate.Quote(c.Name), migrate.Quote(c.Host),
			state), Lasting: true}
		if c.Task != nil && !c.Task.LastRun.IsZero() {
			sign.At = c.Task.LastRun.Time
			sign.What += ", last run"
		}
		part.Signs = append(part.Signs, sign)
	}
	return part
}

// unseen says what of a machine was not seen; "" for nothing.
func unseen(h adsync.HostScan) string {
	var all []string
	if !h.Elevated {
		all = append(all, h.Host+" wasn't scanned as administrator, so tasks of other accounts may be missing")
	}
	for _, t := range h.Trouble {
		all = append(all, t.What+" on "+h.Host+" couldn't be read: "+t.Why)
	}
	return strings.Join(all, "; ")
}
