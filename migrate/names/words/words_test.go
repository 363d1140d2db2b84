package words

import "testing"

func TestKnown(t *testing.T) {
	for _, w := range []string{"contract", "contact", "paris", "marketing", "finance"} {
		if !Known(w) {
			t.Errorf("%q is not known", w)
		}
	}
	// Nearly all words with a letter exchanged for another are no words.
	wrong, all := 0, 0
	for _, w := range []string{"marketing", "finance", "engineering", "accounting", "logistics", "reception"} {
		for i := range len(w) {
			for c := byte('a'); c <= 'z'; c++ {
				if c != w[i] {
					all++
					if Known(w[:i] + string(c) + w[i+1:]) {
						wrong++
					}
				}
			}
		}
	}
	if wrong*100 > all {
		t.Errorf("%d of %d misspelled words are known", wrong, all)
	}
	t.Logf("%d of %d misspelled words are known", wrong, all)
}

// Words in common use are known; names and words of other languages are not in
// common use.
func TestCommon(t *testing.T) {
	for _, w := range []string{"marketing", "procurement", "receivable", "onboarding"} {
		if !Common(w) || !Known(w) {
			t.Errorf("%q is not in common use", w)
		}
	}
	for _, w := range []string{"hoffman", "hamburg", "licenser", "departement", "responsable"} {
		if Common(w) || !Known(w) {
			t.Errorf("%q: in common use %v, known %v", w, Common(w), Known(w))
		}
	}
}
