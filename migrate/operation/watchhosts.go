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
	"ad2scim/migrate/render"
	"ad2scim/migrate/watch"
)

// hostParts scans the hosts on which AD sync ran, and returns one part for each.
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

// stale returns why a result with the time at is too old, or "" if it isn't.
func (l watcher) stale(at, now time.Time) string {
	if now.Sub(at) <= l.staleAfter {
		return ""
	}
	return "it was made at " + render.Timestamp(at) +
		", and doesn't show what happened since: create a new one with ad2scim sync script"
}

// note passes a scan on to be recorded, with an id. The same result is recorded once a day
// if the host was scanned, and only once if it comes from a file.
func (l watcher) note(part *watch.Part, scan adsync.ScanResult, known adsync.Memory) {
	if scan.Err != nil {
		return
	}
	found := adsync.Assess([]adsync.ScanResult{scan}, known)
	id := sha256.New()
	if scan.FromFile {
		fmt.Fprintln(id, scan.Report.Time.UTC())
	} else {
		fmt.Fprintln(id, time.Now().UTC().Format(time.DateOnly))
	}
	fmt.Fprintln(id, found.Script, found.Whole())
	for _, c := range found.Candidates {
		fmt.Fprintf(id, "%q %q %q %s %v %v", c.Host, c.Kind, c.Name, c.Confidence, c.Active, c.Armed)
		if c.Task != nil {
			fmt.Fprint(id, c.Task.LastRun.UTC())
		}
		fmt.Fprintln(id)
	}
	part.ScanID = hex.EncodeToString(id.Sum(nil))
	l.scanned(part.Name, part.ScanID, scan)
}

// hostPart lists what belongs to AD sync and is enabled or running on a host. What only
// possibly belongs to AD sync isn't a sign, unless known says that it does belong to it.
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

// unseen returns what couldn't be read on a host, or "" if everything was read.
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
