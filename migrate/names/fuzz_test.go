package names

import (
	"slices"
	"testing"
)

// Comparing is symmetric, a name has no difference from itself, what is equal
// under some layers shares a key, and the set of layers found is the smallest.
func FuzzCompare(f *testing.F) {
	for _, c := range [][2]string{
		{"Sales", "sales "},
		{"İ", "i"},
		{"Pay", "Рay"},
		{"ﬁ 1…2", "fi 1-2"},
		{"\xff\u200b", "\xc3"},
		{"Straße", "STRASSE"},
		{"1 \u200b2", "1\u200b2"},
		{"ạ\u0302", "a\u0302\u0323"},
		{"½", "1⁄2"},
		{"ΝΥ", "νυ"},
		{"Marketing", "Markteing"},
		{"¨a", "\u0308a"},
		{"Müller", "Mueller"},
		{"Åse Øre", "aase\u0301 oere"},
		{"üeé", "ueee"},
		{"ё", "e"},
		{"Іl", "lI"},
		{"đ", "DJ"},
	} {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 60 || len(b) > 60 {
			return
		}
		for _, x := range []string{a, b} {
			if d, ok := Compare(x, x); !ok || !d.Kinds.Empty() || d.Score != 1 {
				t.Fatalf("Compare(%+q, itself) = %v, %v", x, d, ok)
			}
		}
		d, ok := Compare(a, b)
		if e, ok2 := Compare(b, a); d != e || ok != ok2 {
			t.Fatalf("Compare(%+q, %+q) = %v %v, the other way round %v %v", a, b, d, ok, e, ok2)
		}
		if ok != (d.Score > 0) || ok && a != b && d.Kinds.Empty() {
			t.Fatalf("Compare(%+q, %+q) = %v, %v", a, b, d, ok)
		}
		if !ok || d.Kinds.Has(Similar) {
			return
		}
		var k Folder
		for _, kinds := range []Kinds{d.Kinds, Foldable} {
			ka, kb := k.AppendKeys(nil, a, kinds), k.AppendKeys(nil, b, kinds)
			if !slices.ContainsFunc(ka, func(h uint64) bool { return slices.Contains(kb, h) }) {
				t.Fatalf("%+q and %+q differ by %v and share no key under %v", a, b, d.Kinds, kinds)
			}
		}
		p := pair{a: a, b: b}
		for _, kinds := range bySize {
			if kinds == d.Kinds || d.Kinds == NewKinds(Unicode) && kinds.Len() == 1 {
				break // what normalization makes equal is Unicode, whatever else would do
			}
			if p.equal(kinds) {
				t.Fatalf("%+q and %+q: %v suffices, got %v", a, b, kinds, d.Kinds)
			}
		}
	})
}
