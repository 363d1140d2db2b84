package main

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

// machines looks at the machines on which AD sync was; each is a part of its own.
func (l watcher) machines(ctx context.Context) []watch.Part {
	if len(l.hosts)+len(l.results) == 0 {
		return nil
	}
	known, err := l.remembered.sync()
	if err != nil {
		return []watch.Part{watch.Failed("journal", err)}
	}
	parts := []watch.Part{{Name: "journal"}}
	for _, looked := range adsync.LookAtAll(ctx, l.hosts, nil) {
		part := machine("machine "+looked.Name, looked, known)
		l.note(&part, looked, known)
		parts = append(parts, part)
	}
	for _, file := range l.results {
		name := "result " + file
		looked, err := adsync.LookAt(ctx, nil, []string{file}, nil)
		if err != nil {
			parts = append(parts, watch.Failed(name, err))
			continue
		}
		part := machine(name, looked[0], known)
		if why := l.stale(looked[0].Report.Time.Time, time.Now()); why != "" {
			if part.Why != "" {
				why = part.Why + "; " + why
			} else {
				part.Wrong = watch.Stale
			}
			part.Why = why
		} else {
			l.note(&part, looked[0], known)
		}
		parts = append(parts, part)
	}
	return parts
}

// stale says why a result of this moment says nothing of now; "" for nothing.
func (l watcher) stale(at, now time.Time) string {
	if now.Sub(at) <= l.old {
		return ""
	}
	return "it was made at " + at.UTC().Format(time.RFC3339) + ", and says nothing of what has happened since: make it anew with ad2scim sync script"
}

// note takes in a look that is to be noted. The same is noted once a day where a
// machine was looked at, and once where a file tells it: of today it says nothing.
func (l watcher) note(part *watch.Part, looked adsync.Looked, known adsync.Memory) {
	if looked.Err != nil {
		return
	}
	found := adsync.Judge([]adsync.Looked{looked}, known)
	key := sha256.New()
	if looked.FromFile {
		fmt.Fprintln(key, looked.Report.Time.UTC())
	} else {
		fmt.Fprintln(key, time.Now().UTC().Format(time.DateOnly))
	}
	fmt.Fprintln(key, found.Script, found.Whole())
	for _, c := range found.Candidates {
		fmt.Fprintf(key, "%q %q %q %s %v %v", c.Host, c.Kind, c.Name, c.Belief, c.Active, c.Armed)
		if c.Task != nil {
			fmt.Fprint(key, c.Task.LastRun.UTC())
		}
		fmt.Fprintln(key)
	}
	part.Look = hex.EncodeToString(key.Sum(nil))
	l.saw(part.Name, part.Look, looked)
}

// machine lists what of AD sync is enabled or runs on a machine. What is only
// possibly AD sync is no sign, unless it is known as such from before.
func machine(name string, looked adsync.Looked, known adsync.Memory) watch.Part {
	if looked.Err != nil {
		return watch.Failed(name, looked.Err)
	}
	part := watch.Part{Name: name}
	found := adsync.Judge([]adsync.Looked{looked}, known)
	if why := unseen(found.Hosts[0]); why != "" {
		part.Wrong, part.Why = watch.Partial, why
	}
	for _, c := range found.Candidates {
		state := "is enabled"
		switch {
		case c.Belief == adsync.Possible, !c.Active && !c.Armed:
			continue
		case c.Active:
			state = "is running"
		}
		sign := watch.Sign{What: fmt.Sprintf("the %s %s on %s %s", c.Kind, migrate.Quote(c.Name), migrate.Quote(c.Host), state), Lasting: true}
		if c.Task != nil && !c.Task.LastRun.IsZero() {
			sign.At = c.Task.LastRun.Time
			sign.What += ", last run"
		}
		part.Signs = append(part.Signs, sign)
	}
	return part
}

// unseen says what of a machine was not seen; "" for nothing.
func unseen(h adsync.HostSeen) string {
	var all []string
	if !h.Elevated {
		all = append(all, h.Host+" was not looked at as administrator, so tasks of other accounts may be missing")
	}
	for _, t := range h.Trouble {
		all = append(all, t.What+" on "+h.Host+" could not be read: "+t.Why)
	}
	return strings.Join(all, "; ")
}
