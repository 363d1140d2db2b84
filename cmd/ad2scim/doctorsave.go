package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
)

// keeping is whether and how the doctor keeps what was given and seen.
type keeping struct {
	on    bool
	force string // the reason to keep what is said over what was seen
}

// save keeps facts with how they are known, and a look at the script as sync find
// does, which alone tells how the script stands.
func (k keeping) save(dir string, now []doctor.Origin, looked []adsync.Looked) error {
	if len(looked) > 0 {
		now = slices.DeleteFunc(slices.Clone(now), func(o doctor.Origin) bool { return o.Fact == doctor.ADSyncScript })
	}
	if len(now) > 0 {
		err := record(dir, func(w *migration.Workspace) error {
			_, err := w.Note(func(s *migration.State) (store.Entry, error) { return k.facts(s, now) })
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(looked) == 0 {
		return nil
	}
	taken, err := deskOf(globalOptions{workspace: dir}).Take(looked)
	tellSettled(taken.Settled)
	return err
}

// facts writes facts down. What was seen does not give way to what is merely
// said, unless there is a reason.
func (k keeping) facts(s *migration.State, now []doctor.Origin) (store.Entry, error) {
	var told, over []string
	before := knownFacts(*s)
	for _, o := range now {
		if i := slices.IndexFunc(before, func(b doctor.Origin) bool { return b.Fact == o.Fact }); i >= 0 && !o.Displaces(before[i]) {
			if o.Value == before[i].Value {
				continue // it is known better already
			}
			was := fmt.Sprintf("%s=%s (%s)", o.Fact, before[i].Value, howKnown(before[i]))
			if strings.TrimSpace(k.force) == "" {
				return store.Entry{}, &migrate.Problem{Class: migrate.BadInput, What: fmt.Sprintf("%s=%s is not kept", o.Fact, o.Value),
					Why: "the workspace has " + was + ", and what was seen does not give way to what is said", Next: "look again with ad2scim doctor --look or the step's own check, or give --force and a reason"}
			}
			over = append(over, was)
		}
		s.Facts[string(o.Fact)] = migration.Fact{Value: o.Value, Grade: migration.Grade(o.Grade), Time: o.Time, Source: o.Source}
		told = append(told, fmt.Sprintf("%s=%s (%s, %s)", o.Fact, o.Value, o.Grade, o.Source))
	}
	text := "told the doctor: " + strings.Join(told, ", ")
	if len(told) == 0 {
		text = "told the doctor nothing new"
	}
	if len(over) > 0 {
		s.Playbook.Forced = append(slices.Clone(s.Playbook.Forced), playbook.Forced{Step: "doctor", At: time.Now().UTC(), By: whoami(), Reason: k.force, Over: over})
		text = "FORCED " + text + ", over " + strings.Join(over, ", ") + "; the reason: " + k.force
	}
	return store.Entry{Kind: "facts", Text: oneLine(text)}, nil
}
