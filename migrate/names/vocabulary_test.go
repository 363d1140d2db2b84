package names

import "testing"

// The fast way to count words counts as the other does.
func FuzzVocabulary(f *testing.F) {
	for _, s := range []string{"Finance Admins Paris 12", "GRP_ACCOUNTING-eDitors", "TeamAlpha nInterns", "a1b2 c#d ABCdef"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		s := Spell(name)
		fast, slow := NewVocabulary(), NewVocabulary()
		for _, w := range s.words {
			word := Typo{A: string(s.text[w.start:w.end])}
			fast.Watch(word)
			slow.Watch(word)
		}
		if !fast.countASCII(name) {
			return
		}
		slow.countSpelled(name)
		for w, n := range slow.counts {
			if fast.counts[w] != n {
				t.Fatalf("%+q: %q counted %d times, spelled %d", name, w, fast.counts[w], n)
			}
		}
	})
}
