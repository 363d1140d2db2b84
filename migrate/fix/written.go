package fix

import (
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// lastGiven is what the journal says that a value holds.
type lastGiven struct {
	name   text
	server string
	at     time.Time
}

// lastWritten reads from the journal what each value was last given.
func lastWritten(j Journal) (map[value]lastGiven, error) {
	all := map[value]lastGiven{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		if r.Result == resultDone && r.Stored != nil {
			all[value{r.Target, objectOf(r.Side, r.ID), r.Attribute}] = lastGiven{*r.Stored, r.Server, e.Time}
		}
	})
	return all, err
}

// replicated is how long domain controllers may take to pass a change on to
// each other: between sites every 180 minutes by default, and over several
// links (MS-ADTS section 6.1.1.2.2.3, replInterval).
const replicated = 24 * time.Hour

// Pin has targets with several servers behind their address go to the one that
// was last written to according to the journal: another may not know of it yet.
// After a day all of them do.
func Pin(j Journal, targets Targets) error {
	last := map[string]lastGiven{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		if r.Server != "" {
			last[r.Target] = lastGiven{server: r.Server, at: e.Time}
		}
	})
	for _, t := range targets {
		p, several := t.(migrate.Pinner)
		if w, is := last[t.String()]; several && is && time.Since(w.at) < replicated {
			p.Pin(w.server)
		}
	}
	return err
}

// contradicts says why an object that shows the wanted name already is not what
// the journal says of it; empty: nothing speaks against it. wait is how long
// what was written last may still take to show.
func (a *applying) contradicts(f Fix, now migrate.Object) (why string, wait time.Time) {
	w, is := a.written[value{f.Target, f.object(), f.Attribute}]
	if !is || string(w.name) == now.Names[f.Attribute] {
		return "", time.Time{}
	}
	if w.server != "" && now.Server != "" && w.server != now.Server {
		return "it is not known: " + now.Server + " shows " + show(now.Names[f.Attribute]) + ", and " + show(string(w.name)) +
			" was written to " + w.server, time.Time{}
	}
	end := w.at.Add(readDelay(a.targets[f.Side]))
	if !end.After(a.clock.Now()) {
		return "", time.Time{}
	}
	return "it is not known: the journal says that it was given " + show(string(w.name)) +
		" a moment ago, and the server shows " + show(now.Names[f.Attribute]), end
}
