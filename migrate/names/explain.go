package names

import "unicode/utf8"

// Mark is one place where two names differ.
type Mark struct {
	AStart, AEnd int // byte offsets in the first name; equal if nothing is there
	BStart, BEnd int // the same in the second
	Kind         Kind
	Text         string // plain words, safe for a terminal; "x / y" has the first name's first
}

// mostUnits limits the part of two names that is compared character by character.
const mostUnits = 500

// Explain returns the places where a and b differ, in order, each described in words.
// Identical names have none. The names don't have to be variants of each other, but otherwise
// the descriptions say little.
func Explain(a, b string) []Mark {
	if a == b {
		return nil
	}
	as, bs := unitsOf(a), unitsOf(b)
	head := 0
	for head < len(as) && head < len(bs) && as[head].text == bs[head].text {
		head++
	}
	tail := 0
	for tail < len(as)-head && tail < len(bs)-head && as[len(as)-1-tail].text == bs[len(bs)-1-tail].text {
		tail++
	}
	e := explainer{a: a, b: b, as: as, bs: bs}
	midA, midB := as[head:len(as)-tail], bs[head:len(bs)-tail]
	if len(midA) > mostUnits || len(midB) > mostUnits {
		e.mark(head, len(as)-tail, head, len(bs)-tail, Similar)
		return e.marks
	}
	i, j := head, head
	for _, s := range align(midA, midB) {
		if s.a != s.b || textOf(as[i:i+s.a]) != textOf(bs[j:j+s.b]) {
			e.step(i, i+s.a, j, j+s.b)
		}
		i, j = i+s.a, j+s.b
	}
	e.flush()
	return e.marks
}

// explainer collects marks. The current one may grow: capitals and spaces that follow each
// other are one difference to a person.
type explainer struct {
	a, b   string
	as, bs []unit
	marks  []Mark

	open           bool
	i, iTo, j, jTo int
	kind           Kind
}

// step adds one differing place: the units i to iTo of the first name and j to jTo of the
// second.
func (e *explainer) step(i, iTo, j, jTo int) {
	kind := e.kindOf(e.as[i:iTo], e.bs[j:jTo])
	grows := kind == Case || kind == Spacing || kind == Similar && e.iTo-e.i != e.jTo-e.j && iTo-i != jTo-j
	if e.open && kind == e.kind && grows && i == e.iTo && j == e.jTo {
		e.iTo, e.jTo = iTo, jTo
		return
	}
	e.flush()
	e.open, e.i, e.iTo, e.j, e.jTo, e.kind = true, i, iTo, j, jTo, kind
}

func (e *explainer) flush() {
	if e.open {
		e.mark(e.i, e.iTo, e.j, e.jTo, e.kind)
	}
	e.open = false
}

// kindOf returns the most informative kind of a difference at one place.
func (e *explainer) kindOf(as, bs []unit) Kind {
	if len(as) == 0 || len(bs) == 0 {
		r, _ := utf8.DecodeRuneInString(textOf(as) + textOf(bs))
		if r == utf8.RuneError {
			return Similar
		}
		return gapClassOf(append(as[:len(as):len(as)], bs...)[0]).missing()
	}
	kinds, ok := Fold(textOf(as), textOf(bs))
	if !ok {
		return Similar
	}
	list := kinds.List()
	return list[len(list)-1]
}

func (e *explainer) mark(i, iTo, j, jTo int, kind Kind) {
	m := Mark{Kind: kind}
	m.AStart, m.AEnd = span(e.as, i, iTo, len(e.a))
	m.BStart, m.BEnd = span(e.bs, j, jTo, len(e.b))
	m.Text = e.words(i, iTo, j, jTo, kind)
	e.marks = append(e.marks, m)
}

// span returns the byte range of the units from i up to to.
func span(units []unit, i, to, end int) (int, int) {
	start := end
	if i < len(units) {
		start = units[i].start
	}
	if to > i {
		return start, units[to-1].end
	}
	return start, start
}
