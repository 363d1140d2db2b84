package fix

import (
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// lastWrite is the last name of a value according to the journal.
type lastWrite struct {
	name   text
	server string
	at     time.Time
}

// lastWritten returns what each value was last set to according to the journal.
func lastWritten(j Journal) (map[value]lastWrite, error) {
	all := map[value]lastWrite{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		if r.Result == resultDone && r.Stored != nil {
			all[value{r.Target, objectOf(r.Side, r.ID), r.Attribute}] = lastWrite{*r.Stored, r.Server, e.Time}
		}
	})
	return all, err
}

// replicationTime is how long replication between domain controllers may take: between sites every 180 minutes by
// default, possibly over several links (MS-ADTS section 6.1.1.2.2.3, replInterval).
const replicationTime = 24 * time.Hour

// Pin makes targets with several servers use the one that was last written to according to the journal, because
// others may not have the change yet. After a day all of them do.
func Pin(j Journal, targets Targets) error {
	last := map[string]lastWrite{}
	err := eachChange(j, func(e store.Entry, r changeRecord) {
		if r.Server != "" {
			last[r.Target] = lastWrite{server: r.Server, at: e.Time}
		}
	})
	for _, t := range targets {
		p, several := t.(migrate.Pinner)
		if w, is := last[t.String()]; several && is && time.Since(w.at) < replicationTime {
			p.Pin(w.server)
		}
	}
	return err
}

// contradicts returns why an object that already shows the new name contradicts the journal, or "" if it doesn't.
// wait is until when the last write may still need to show.
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
