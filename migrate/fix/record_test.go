package fix

import (
	"iter"
	"testing"

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
