package names

import (
	"unicode"
	"unicode/utf8"
)

// A unit is what a person takes for one character: a rune with the combining
// marks after it, or a byte that is not valid UTF-8.
type unit struct {
	start, end int
	text       string
}

func unitsOf(name string) []unit {
	var list []unit
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		if n := len(list); n > 0 && unicode.Is(unicode.Mn, r) && list[n-1].end == i && carriesMark(name[:i]) && !showsNothing(r) {
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
	s := ""
	for _, u := range units {
		s += u.text
	}
	return s
}

// A step takes a units of one name and b units of the other, which are the same
// or stand for each other.
type step struct{ a, b int }

// What a step costs. A difference that a layer folds is cheap, so that such
// characters find each other.
const (
	layerCost   = 10
	gapCost     = 12 // a blank, separator or invisible character that only one has
	letterCost  = 14 // another character that only one has
	swapCost    = 17 // two exchanged
	foreignCost = 26 // two that have nothing in common
	never       = 1 << 30
)

// steps that can be taken, apart from one character more on a side.
var strides = []step{{1, 1}, {2, 2}, {1, 2}, {2, 1}, {1, 3}, {3, 1}}

// align returns the cheapest way through two names.
func align(as, bs []unit) []step {
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
					try(s, strideCost(as[i:i+s.a], bs[j:j+s.b]))
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

func strideCost(as, bs []unit) int {
	if len(as) == 1 && len(bs) == 1 {
		a, b := as[0].text, bs[0].text
		if a == b {
			return 0
		}
		if len(a) == 1 && len(b) == 1 && isASCIILetter(a[0]) && isASCIILetter(b[0]) {
			if a[0]|0x20 == b[0]|0x20 {
				return layerCost
			}
			return foreignCost
		}
		if kinds, ok := Fold(a, b); ok {
			return layerCost * kinds.Len()
		}
		return foreignCost
	}
	if len(as) == 2 && len(bs) == 2 {
		if as[0].text == bs[1].text && as[1].text == bs[0].text && as[0].text != as[1].text {
			return swapCost
		}
		return never
	}
	// One character for two or three: never among ASCII, and gaps stand alone.
	a, b := textOf(as), textOf(bs)
	if isASCII(a) && isASCII(b) {
		return never
	}
	for _, u := range append(as[:len(as):len(as)], bs...) {
		if c := gapClassOf(u); c&(isBlank|isInvisible) != 0 {
			return never
		}
	}
	if kinds, ok := Fold(a, b); ok {
		return layerCost * kinds.Len()
	}
	return never
}
