package names

import "maps"

// Vocabulary says how often words occur in names that aren't suspected of an error. A nil
// Vocabulary has no words.
type Vocabulary struct {
	counts  map[uint64]int // by hash
	words   wordScanner
	speller speller
}

// NewVocabulary returns a vocabulary that counts no words yet.
func NewVocabulary() *Vocabulary { return &Vocabulary{counts: map[uint64]int{}} }

// Watch makes the vocabulary count the words that the typo's assessment needs.
func (v *Vocabulary) Watch(t Typo) {
	v.counts[hashOf(t.A)] = 0
	v.counts[hashOf(t.B)] = 0
}

// Clone returns a vocabulary that counts the same words from zero.
func (v *Vocabulary) Clone() *Vocabulary {
	c := &Vocabulary{counts: maps.Clone(v.counts)}
	for w := range c.counts {
		c.counts[w] = 0
	}
	return c
}

// Add adds the counts of another, times a factor.
func (v *Vocabulary) Add(other *Vocabulary, times int) {
	for w, n := range other.counts {
		v.counts[w] += n * times
	}
}

func (v *Vocabulary) uses(word string) int {
	if v == nil {
		return 0
	}
	return v.counts[hashOf(word)]
}

// hashOf returns the hash of a word in the form that it has in a Spelling.
func hashOf(word string) uint64 {
	var w wordScanner
	w.reset()
	for _, r := range word {
		w.add(r)
	}
	return w.hash
}

// Count counts the words of a name.
func (v *Vocabulary) Count(name string) {
	v.words.reset()
	if !v.words.scan(name) {
		v.words.reset()
		v.spell(name)
	}
	for _, w := range v.words.found {
		if n, ok := v.counts[w]; ok {
			v.counts[w] = n + 1
		}
	}
}

// spell finds the words of a name by computing its spelling.
func (v *Vocabulary) spell(name string) {
	s := &v.speller
	s.spell(name)
	for _, w := range s.words {
		if w.letters {
			for _, r := range s.text[w.start:w.end] {
				v.words.add(r)
			}
			v.words.end()
		}
	}
}
