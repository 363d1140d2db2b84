package names

import (
	"slices"
	"testing"
)

// The fast way to make keys makes the same keys as the other.
func FuzzFullKeys(f *testing.F) {
	for _, s := range []string{
		"Finance Admins 1 2", "Продажи Ночь", "Λογιστήριο\u200b 12", "서울 1'2", "Ｆｕｌｌ ﬁ ①2",
		"e\u0301\u0323x", "\xff\xc3", "Τ１ 2", "İi\u0307", "مدير ٣ 4",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		fast, ok := appendFullKeys(nil, name)
		if !ok {
			return
		}
		var k Folder
		slow := []uint64{k.key(name, Foldable, 0)}
		if layersOf(name).Has(Lookalike) {
			slow = append(slow, k.key(name, Foldable, lookAsIs), k.key(name, Foldable, lookSmall),
				k.key(name, Foldable, lookCapital))
		}
		if slow = withoutTwins(slow, 0); !slices.Equal(fast, slow) {
			t.Fatalf("%+q: %x, want %x", name, fast, slow)
		}
	})
}
