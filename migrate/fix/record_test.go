package fix

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/store"
)

// oneEntry is a journal of an intent and whatever follows it.
type oneEntry struct{ intent, result store.Entry }

func (j oneEntry) Append(e store.Entry) (store.Entry, error) { return e, nil }

func (j oneEntry) All() iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		_ = yield(j.intent, nil) && yield(j.result, nil)
	}
}

// FuzzRecords: whatever an entry of the journal holds, it is read or refused, and
// a change whose result nobody understands stays unknown.
func FuzzRecords(f *testing.F) {
	f.Add(`{"id":"a","side":"scim","from":"x","to":"y"}`, `{"id":"a","intent":1,"result":"done","stored":"y"}`)
	f.Add(`{"id":"a","from":{"text":"x","base64":"/w=="}}`, `{"intent":1,"result":"new-word"}`)
	f.Add(`{}`, `[]`)
	f.Fuzz(func(t *testing.T, intent, result string) {
		j := oneEntry{
			store.Entry{Seq: 1, Run: "r", Kind: KindIntent, Data: []byte(intent)},
			store.Entry{Seq: 2, Run: "r", Kind: KindResult, Data: []byte(result)},
		}
		open, err := Unsettled(j)
		changes, changesErr := Changes(j.All())
		plan, undoErr := Undo(j, Selection{})
		if (err == nil) != (changesErr == nil) || (err == nil) != (undoErr == nil) {
			t.Fatalf("one reads it and another does not: %v, %v, %v", err, changesErr, undoErr)
		}
		if err != nil {
			return
		}
		if len(changes) != 1 || len(open) > 1 || len(plan.Fixes) > 1 {
			t.Errorf("%d changes, %d unknown, %d to undo", len(changes), len(open), len(plan.Fixes))
		}
		if c, is := ChangeOf(j.result); is && c.Done != (len(plan.Fixes) == 1) && c.From != c.To && len(open) > 0 {
			t.Errorf("%+v is unknown, and an undo takes it back: %+v", c, plan.Fixes)
		}
	})
}

// change puts a change of displayName into the journal, with its result.
func (j *memoryJournal) change(t *testing.T, run string, r changeRecord) {
	t.Helper()
	r.Attribute = migrate.DisplayName
	if r.Side == "" {
		r.Side = migrate.SCIM
	}
	for _, kind := range []string{KindIntent, KindResult} {
		result := r.Result
		if kind == KindIntent {
			r.Result = ""
		} else if r.Intent = int64(len(j.entries)); result == resultDone {
			r.Stored = &r.To
		}
		e, err := entry(run, kind, "", r)
		if err == nil {
			_, err = j.Append(e)
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.Result = result; result == "" {
			return
		}
	}
}

// An undo begins with the newest change, gives each value at each server the name from before the
// first selected change, and leaves out what wasn't selected.
func TestUndoSelects(t *testing.T) {
	t.Parallel()
	j := &memoryJournal{clock: &testClock{}}
	for _, c := range []struct {
		run string
		changeRecord
	}{
		{"r1", changeRecord{Target: "x", ID: "1", From: "a", To: "A"}},
		{"r1", changeRecord{Target: "x", ID: "2", From: "b", To: "B"}},
		{"r2", changeRecord{Target: "x", ID: "1", From: "A", To: "AA"}},
		{"r2", changeRecord{Target: "y", ID: "1", From: "c", To: "C", Side: migrate.AD}},
		{"r3", changeRecord{Target: "z", ID: "1", From: "q", To: "Q"}},
	} {
		c.Result = resultDone
		j.change(t, c.run, c.changeRecord)
	}
	for want, s := range map[string]Selection{
		"Q>q C>c AA>a B>b": {},
		"B>b A>a":          {Run: "r1"},
		"C>c AA>A":         {Run: "r2"},
		"C>c":              {Side: migrate.AD},
		"B>b":              {Group: "b"},
		"Q>q C>c AA>a":     {Group: "1"},
		"AA>A":             {Run: "r2", Group: "AA", Side: migrate.SCIM},
	} {
		p, err := Undo(j, s)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range p.Fixes {
			got = append(got, f.Before+">"+f.After)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
	one := Recovered{Run: "r", Side: migrate.SCIM, ID: "1", From: "old", To: "new"}
	for s, want := range map[Selection]bool{
		{}: true, {Run: "r"}: true, {Run: "s"}: false, {Side: migrate.AD}: false, {Side: migrate.SCIM, Group: "1"}: true,
		{Group: "old"}: true, {Group: "new"}: true, {Group: "2"}: false, {Run: "s", Group: "old"}: false,
	} {
		if got := s.Has(one); got != want {
			t.Errorf("%+v has it: %t", s, got)
		}
	}
}

// replica is one of several servers behind an address.
type replica struct {
	idServer
	name string
	err  error
}

func (r replica) Read(ctx context.Context, id string) (migrate.Object, error) {
	o, err := r.idServer.Read(ctx, id)
	o.Server = r.name
	return o, errors.Join(err, r.err, ctx.Err())
}

// What an earlier run left open is settled by what the server shows, once it had its minute; never
// by another server than the one that was written to.
func TestSettle(t *testing.T) {
	t.Parallel()
	now := time.Now()
	address := idServer{}.String()
	for name, c := range map[string]struct {
		at     time.Duration // when the change was sent
		later  time.Duration // when its object was read with no result; 0: it wasn't
		wrote  string        // the server that was written to
		reads  string        // the one that is read
		target string
		shows  string
		want   State
		why    string
	}{
		"made":           {shows: "new", target: address, want: Done},
		"something else": {shows: "other", target: address, want: Skipped, why: "other"},
		"gone":           {target: address, want: Skipped, why: "not exist"},
		"just now":       {shows: "old", target: address, want: Unknown, why: "may still appear"},
		"after a minute": {
			at: -time.Minute, shows: "old", target: address, want: NotStarted,
			why: "old name was read",
		},
		"a minute after a reading": {
			at: -9 * time.Minute, later: -time.Minute, shows: "old", target: address,
			want: NotStarted,
		},
		"shortly after a reading": {
			at: -9 * time.Minute, later: -time.Second, shows: "old", target: address,
			want: Unknown,
		},
		"by a clock that was ahead": {at: time.Hour, shows: "old", target: address, want: NotStarted},
		"at another replica": {
			at: -time.Hour, wrote: "dc1", reads: "dc2", shows: "old", target: address, want: Unknown, why: "dc2 shows",
		},
		"at the same replica": {
			at: -time.Hour, wrote: "dc1", reads: "dc1", shows: "old", target: address,
			want: NotStarted,
		},
		"read at a server without name": {at: -time.Hour, wrote: "dc1", shows: "old", target: address, want: NotStarted},
		"sent to one without name":      {at: -time.Hour, reads: "dc2", shows: "old", target: address, want: NotStarted},
		"at another address": {
			at: -time.Hour, shows: "new", target: "https://other", want: Unknown,
			why: "interrupted",
		},
	} {
		j := &memoryJournal{clock: &testClock{now: now.Add(c.at)}}
		r := changeRecord{Target: c.target, Server: c.wrote, ID: "1", From: "old", To: "new"}
		if c.later != 0 {
			r.Result = resultUnknown
		}
		j.change(t, "r", r)
		if c.later != 0 {
			j.entries[1].Time = now.Add(c.later)
		}
		server := replica{idServer: idServer{"1": c.shows}, name: c.reads}
		if c.shows == "" {
			server.idServer = nil
		}
		found, err := Settle(t.Context(), j, SettleOptions{
			Targets: Targets{migrate.SCIM: server},
			Clock:   &testClock{now: now},
		})
		if err != nil || len(found) != 1 || found[0].State != c.want || !strings.Contains(found[0].Why, c.why) {
			t.Errorf("%s: %+v, %v; want %s", name, found, err, c.want)
		}
		if open, _ := Unsettled(j); (len(open) > 0) != (c.want == Unknown) {
			t.Errorf("%s: left open: %+v", name, open)
		}
	}
	j := &memoryJournal{clock: &testClock{now: now}}
	j.change(t, "r", changeRecord{Target: address, ID: "1", From: "old", To: "new"})
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		ctx  context.Context
		is   error
		want migrate.Class
	}{{stopped, context.Canceled, 0}, {t.Context(), nil, migrate.Unreachable}} {
		server := replica{idServer: idServer{"1": "old"}, err: errors.New("no answer")}
		_, err := Settle(c.ctx, j, SettleOptions{Targets: Targets{migrate.SCIM: server}})
		p, said := errors.AsType[*migrate.Problem](err)
		if c.is != nil && (said || !errors.Is(err, c.is)) || c.is == nil && (!said || p.Class != c.want) {
			t.Errorf("%v, want %v or class %v", err, c.is, c.want)
		}
	}
	if !slices.ContainsFunc(j.entries, func(e store.Entry) bool { return e.Kind == KindIntent }) || len(j.entries) != 1 {
		t.Errorf("a reading that failed is recorded: %+v", j.entries)
	}
}
