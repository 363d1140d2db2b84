package migration

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/migration/migrationtest"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// A done step that is no longer true is shown as such in the title, in the list, and first in
// its details, with what to do.
func TestOutdatedStepIsShown(t *testing.T) {
	at := time.Now().Add(-time.Hour)
	off := strconv.Itoa(screentest.Step(t, playbook.SelfHosted, playbook.Okta, playbook.StepADSyncOff).Number)
	for id, c := range map[playbook.StepID]struct {
		change func(*migration.State)
		says   []string
	}{
		"names-exact": {func(s *migration.State) {
			migrationtest.Connect(s, migration.Comparison{Time: at.Add(time.Minute), Exact: 2, Differs: 1})
		}, []string{
			"✗ no longer true: 1 group name differs",
			"→ Rename them on Fix (3), then press v to check it again.",
		}},
		"ad-sync-off": {func(s *migration.State) {
			s.Facts = map[string]migration.Fact{"ad_sync": {
				Value: "full", Grade: migration.GradeConfirmed,
				Time: at.Add(time.Minute),
			}}
		}, []string{
			"✗ no longer true: ad_sync is full (confirmed ",
			"→ Repeat step " + off + ", then press u to open it again, or correct a wrong fact in Doctor (5).",
		}},
	} {
		t.Run(string(id), func(t *testing.T) {
			folder := t.TempDir()
			_, err := session.Folder{Dir: folder}.Update(func(s *migration.State) (store.Entry, error) {
				s.Path, s.IdP = "self-hosted", "okta"
				s.Playbook.Steps = map[playbook.StepID]playbook.Record{
					"access": {Status: playbook.DoneConfirmed, At: at, By: "kim"},
					id:       {Status: playbook.DoneConfirmed, At: at, By: "kim"},
				}
				c.change(s)
				return store.Entry{Kind: "test", Text: "x"}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			d := newDriver(t, folder, session.Config{})
			for _, size := range [][2]int{{80, 21}, {100, 40}, {160, 47}} {
				d.m.SetSize(size[0], size[1])
				if d.at(id); d.m.session.Steps[0].Against != "" {
					t.Fatal("the first step counts as no longer true")
				}
				screentest.CheckGrid(t, d.view(), size[0], size[1])
				d.shows(append(c.says, "✗ outdated")...)
				for _, part := range []string{fmt.Sprintf("1 of %d done", len(d.m.session.Steps)), "✗ 1 outdated", "◐ 1"} {
					if head, _, _ := strings.Cut(d.view(), "\n"); !strings.Contains(head, part) {
						t.Errorf("the head is %q", head)
					}
				}
				if !listed(d.view(), "✗", "outdated") {
					t.Errorf("the list is\n%s", d.view())
				}
			}
		})
	}
}

// listed reports whether the current row begins with mark and ends with word.
func listed(view, mark, word string) bool {
	for _, l := range strings.Split(view, "\n") {
		left, _, _ := strings.Cut(strings.ReplaceAll(l, "┃", "│"), "│")
		if strings.HasPrefix(left, "▌ "+mark) && strings.HasSuffix(strings.TrimSpace(left), word) {
			return true
		}
	}
	return false
}
