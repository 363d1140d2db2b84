package names

import "unicode/utf8"

// wordScanner finds the words of a name as a speller does, without writing them.
type wordScanner struct {
	found  []uint64 // hashes (FNV-1a by rune) of the words of some length
	hash   uint64
	length int
	small  int  // small letters since the last other character
	base   rune // the last letter, which an accent would belong to
}

const emptyHash = 14695981039346656037

func (w *wordScanner) reset() { *w = wordScanner{found: w.found[:0], hash: emptyHash} }

func (w *wordScanner) add(r rune) {
	w.hash = (w.hash ^ uint64(r)) * keyPrime
	w.length++
}

// end ends the current word.
func (w *wordScanner) end() {
	if w.length >= shortestTypo {
		w.found = append(w.found, w.hash)
	}
	w.hash, w.length = emptyHash, 0
}

// scan finds the words of a name. It is false for names with rare characters that a speller
// must handle.
func (w *wordScanner) scan(name string) bool {
	if len(name) > longestSpelling {
		return false
	}
	for i := 0; i < len(name); {
		if c := name[i]; c < utf8.RuneSelf {
			class := asciiClass[c]
			if class&isLetter != 0 {
				i = w.letters(name, i)
				continue
			}
			i++
			if class&isInvisible != 0 {
				continue
			}
			w.capital(class)
			if class&isQuote == 0 {
				w.base = rune(c)
				w.end()
			}
			continue
		}
		r, size := decode(name[i:])
		if r == utf8.RuneError && size == 1 {
			return false
		}
		info := infoOf(r)
		if info.class&isInvisible == 0 && !w.take(r, info, name[i:i+size]) {
			return false
		}
		i += size
	}
	w.end()
	return true
}

// letters reads the run of ASCII letters from i on, and returns where it ends. Most of the
// time is spent in this loop.
func (w *wordScanner) letters(name string, i int) int {
	hash, length, small := w.hash, w.length, w.small
	c := name[i]
	for ; i < len(name) && name[i] < utf8.RuneSelf && asciiClass[name[i]]&isLetter != 0; i++ {
		c = name[i]
		if asciiClass[c]&isSmall != 0 {
			small++
		} else {
			if small > 1 {
				if length >= shortestTypo {
					w.found = append(w.found, hash)
				}
				hash, length = emptyHash, 0
			}
			small = 0
		}
		hash = (hash ^ uint64(asciiLower[c])) * keyPrime
		length++
	}
	w.hash, w.length, w.small, w.base = hash, length, small, rune(asciiLower[c])
	return i
}

// take reads a visible character above ASCII, whose text is s. It is false if a speller must
// handle the character.
func (w *wordScanner) take(r rune, info *runeInfo, s string) bool {
	class := info.class
	switch {
	case info.several || class&isMark != 0 || class&(isLetter|gapClasses) == 0:
		return false
	case class&isLetter == 0:
		w.small = 0
		if class&isQuote == 0 {
			w.end()
		}
		return true
	}
	w.capital(class)
	switch {
	case class&isHangul != 0:
		var buf [9]byte
		s = string(appendJamo(buf[:0], r))
	case info.forms != nil:
		s = info.forms[formCase|formUnicode|lookSmall]
	}
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		i += size
		class := classIn(r)
		if class&isAccent != 0 && dropsAccent(w.base) {
			continue
		}
		if class&(isLetter|isMark) == 0 {
			return false
		}
		if r >= utf8.RuneSelf && class&isLetter != 0 {
			if a := infoOf(r).accent; a != nil {
				for _, r := range a.key {
					w.add(r)
					w.base = r
				}
				continue
			}
		}
		w.add(r)
		if class&isMark == 0 {
			w.base = r
		}
	}
	return true
}

// capital ends the word where folder.capital does.
func (w *wordScanner) capital(class runeClass) {
	if class&isSmall != 0 {
		w.small++
		return
	}
	if w.small > 1 && class&isCapital != 0 {
		w.end()
	}
	w.small = 0
}
