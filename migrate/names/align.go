package names

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is what a person sees as one character: a rune with the combining marks after it, or a
// byte that isn't valid UTF-8.
type unit struct {
	start, end int
	text       string
}

// unitText returns the text of units that follow each other in name.
func unitText(name string, units []unit) string {
	if len(units) == 0 {
		return ""
	}
	return name[units[0].start:units[len(units)-1].end]
}

func unitsOf(name string) []unit {
	var list []unit
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		if n := len(list); n > 0 && unicode.Is(unicode.Mn, r) && list[n-1].end == i && carriesMark(name[:i]) &&
			!showsNothing(r) {
			list[n-1].end += size
			list[n-1].text = name[list[n-1].start:list[n-1].end]
		} else {
			list = append(list, unit{i, i + size, name[i : i+size]})
		}
		i += size
	}
	return list
}

func textOf(units []unit) string {
	if len(units) == 1 {
		return units[0].text
	}
	var b strings.Builder
	for _, u := range units {
		b.WriteString(u.text)
	}
	return b.String()
}

// step aligns a units of one name with b units of the other, which are equal or correspond to
// each other.
type step struct{ a, b int }

// The costs of a step. A difference that a layer folds is cheap, so that such characters are
// aligned with each other.
const (
	layerCost   = 10
	gapCost     = 12 // white space, a separator or an invisible character in one name only
	letterCost  = 14 // another character in one name only
	swapCost    = 17 // two exchanged characters
	foreignCost = 26 // two characters that have nothing in common
	never       = 1 << 30
)

// The steps other than one more character on one side.
var strides = []step{{1, 1}, {2, 2}, {1, 2}, {2, 1}, {1, 3}, {3, 1}}

// aligner finds the cheapest alignment of two names.
type aligner struct {
	as, bs []unit
	// keysA[n-1][i] are the keys of n units from i on, with all layers folded.
	keysA, keysB [longestStride][][]uint64
	costs        map[[2]string]int // of texts that were compared before
}

const longestStride = 3

// align returns the cheapest alignment of two names.
func align(as, bs []unit) []step {
	l := aligner{as: as, bs: bs, costs: map[[2]string]int{}}
	l.keysA, l.keysB = stretchKeys(as), stretchKeys(bs)
	width := len(bs) + 1
	cost := make([]int, (len(as)+1)*width)
	taken := make([]step, len(cost))
	for i := len(as); i >= 0; i-- {
		for j := len(bs); j >= 0; j-- {
			if i == len(as) && j == len(bs) {
				continue
			}
			best, by := never, step{}
			try := func(s step, c int) {
				if c < never {
					if c += cost[(i+s.a)*width+j+s.b]; c < best {
						best, by = c, s
					}
				}
			}
			for _, s := range strides {
				if i+s.a <= len(as) && j+s.b <= len(bs) {
					try(s, l.strideCost(i, j, s))
				}
			}
			if i < len(as) {
				try(step{1, 0}, aloneCost(as[i]))
			}
			if j < len(bs) {
				try(step{0, 1}, aloneCost(bs[j]))
			}
			cost[i*width+j], taken[i*width+j] = best, by
		}
	}
	var steps []step
	for i, j := 0, 0; i < len(as) || j < len(bs); {
		s := taken[i*width+j]
		steps = append(steps, s)
		i, j = i+s.a, j+s.b
	}
	return steps
}

// stretchKeys returns the keys of each stretch of up to longestStride units.
func stretchKeys(units []unit) (keys [longestStride][][]uint64) {
	var f Folder
	for n := range keys {
		keys[n] = make([][]uint64, len(units))
		for i := range units[:max(len(units)-n, 0)] {
			keys[n][i] = f.AppendKeys(nil, textOf(units[i:i+n+1]), Foldable)
		}
	}
	return keys
}

func aloneCost(u unit) int {
	if gapClassOf(u) != 0 {
		return gapCost
	}
	return letterCost
}

func gapClassOf(u unit) runeClass {
	r, size := utf8.DecodeRuneInString(u.text)
	if r == utf8.RuneError && size < 2 {
		return 0
	}
	return classIn(r) & gapClasses
}

// strideCost is the cost of aligning s.a units from i on with s.b units from j on.
func (l *aligner) strideCost(i, j int, s step) int {
	as, bs := l.as[i:i+s.a], l.bs[j:j+s.b]
	switch {
	case s.a == 1 && s.b == 1:
		a, b := as[0].text, bs[0].text
		switch {
		case a == b:
			return 0
		case len(a) == 1 && len(b) == 1 && isASCIILetter(a[0]) && isASCIILetter(b[0]):
			if a[0]|0x20 == b[0]|0x20 {
				return layerCost
			}
			return foreignCost
		}
		return min(l.foldCost(i, j, s), foreignCost)
	case s.a == 2 && s.b == 2:
		if as[0].text == bs[1].text && as[1].text == bs[0].text && as[0].text != as[1].text {
			return swapCost
		}
		return never
	}
	// One character for two or three: never within ASCII, and gaps are aligned alone.
	if allASCII(as) && allASCII(bs) || anyGap(as) || anyGap(bs) {
		return never
	}
	return l.foldCost(i, j, s)
}

// foldCost is the cost of the layers that make two stretches equal.
func (l *aligner) foldCost(i, j int, s step) int {
	if !slices.ContainsFunc(l.keysA[s.a-1][i], func(k uint64) bool { return slices.Contains(l.keysB[s.b-1][j], k) }) {
		return never
	}
	texts := [2]string{textOf(l.as[i : i+s.a]), textOf(l.bs[j : j+s.b])}
	c, known := l.costs[texts]
	if !known {
		c = never
		if kinds, ok := Fold(texts[0], texts[1]); ok {
			c = layerCost * kinds.Len()
		}
		l.costs[texts] = c
	}
	return c
}

func allASCII(units []unit) bool {
	return !slices.ContainsFunc(units, func(u unit) bool { return !isASCII(u.text) })
}

func anyGap(units []unit) bool {
	return slices.ContainsFunc(units, func(u unit) bool { return gapClassOf(u)&(isBlank|isInvisible) != 0 })
}
