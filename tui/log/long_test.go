package log

import (
	"encoding/json"
	"fmt"
	"testing"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/store"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// long is a workspace with a long journal.
type long struct {
	session.Folder
	entries []store.Entry
}

func (l long) Entries() ([]store.Entry, error) { return l.entries, nil }

// Every save reads the journal again. The entries are prepared in a command, so that the next
// key doesn't wait.
func TestLongJournalDoesNotBlockTheApp(t *testing.T) {
	l := long{Folder: session.Folder{Dir: t.TempDir()}}
	for i := range 20_000 {
		l.entries = append(l.entries, store.Entry{
			Seq: int64(i + 1), Run: "r", Kind: migration.KindStep,
			Text: fmt.Sprintf("step %d, Settle it: done-attested", i), Data: json.RawMessage(`{"status":"done-attested"}`),
		})
	}
	h := New(session.New(t.Context(), session.Config{Workspace: l}), nil)
	h.SetSize(100, 30)
	msg := h.Update(session.Saved{})()
	if n := testing.AllocsPerRun(1, func() { h.Update(msg) }); n > 100 {
		t.Errorf("showing %d entries allocates %v times", len(l.entries), n)
	}
	h.Update(screentest.Key("/"))
	h.Update(screentest.Key("19999"))
	if len(h.rows) != 2 {
		t.Errorf("the filter finds %d rows, want a heading and an entry", len(h.rows))
	}
}
