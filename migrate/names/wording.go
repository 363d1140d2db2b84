package names

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"
)

// words describes a difference in words.
func (e *explainer) words(i, iTo, j, jTo int, kind Kind) string {
	as, bs := e.as[i:iTo], e.bs[j:jTo]
	switch {
	case kind == Case:
		return caseWords(as, bs)
	case kind == Spacing && (len(as) == 0 || len(bs) == 0):
		return e.moreSpaces(i, iTo, j, jTo)
	case len(as) == 0:
		return more(e.b, e.bs, j, jTo)
	case len(bs) == 0:
		return more(e.a, e.as, i, iTo)
	case kind == Accents:
		return accentWords(as) + " / " + accentWords(bs)
	case kind == Lookalike && len(as) == 1 && len(bs) == 1:
		return lookalikeWords(as[0], bs[0], i == 0 || j == 0)
	case kind == Similar && len(as) == 2 && len(bs) == 2 && as[0].text == bs[1].text:
		return fmt.Sprintf("“%s” / “%s”: exchanged", shown(as), shown(bs))
	}
	return describe(as) + " / " + describe(bs)
}

// shown returns the text of units, safe for a terminal, and cut if it is long.
func shown(units []unit) string {
	const most = 24
	dots := ""
	if len(units) > most {
		units, dots = units[:most], "…"
	}
	return strings.TrimFunc(Visible("x"+textOf(units)+"x"), func(r rune) bool { return r == 'x' }) + dots
}

func caseWords(as, bs []unit) string {
	if len(as) == 1 && len(bs) == 1 {
		return capitalOrSmall(as[0]) + " / " + capitalOrSmall(bs[0])
	}
	return fmt.Sprintf("“%s” / “%s”", shown(as), shown(bs))
}

func capitalOrSmall(u unit) string {
	r, _ := utf8.DecodeRuneInString(u.text)
	switch {
	case unicode.IsUpper(r):
		return "capital " + u.text
	case unicode.IsLower(r):
		return "small " + u.text
	}
	return u.text
}

var numerals = [...]string{"no", "one", "two", "three", "four", "five", "six"}

func numeral(n int) string {
	if n < len(numerals) {
		return numerals[n]
	}
	return fmt.Sprint(n)
}

// moreSpaces says where white space is that only one name has.
func (e *explainer) moreSpaces(i, iTo, j, jTo int) string {
	name, units, from, to := e.a, e.as, i, iTo
	if i == iTo {
		name, units, from, to = e.b, e.bs, j, jTo
	}
	if !allAre(units[from:to], " ") {
		return more(name, units, from, to)
	}
	n := to - from
	// Spaces that both names have here belong to the run.
	run := n
	for k := from - 1; k >= 0 && units[k].text == " "; k-- {
		run++
	}
	for k := to; k < len(units) && units[k].text == " "; k++ {
		run++
	}
	at := where(name, units, from, to)
	switch {
	case run > n && (at == leading || at == trailing):
		return numeral(run) + " " + at + " spaces instead of " + numeral(run-n)
	case run > n:
		return numeral(run) + " spaces instead of " + numeral(run-n)
	case n == 1:
		return placed("space", at) + " (U+0020)"
	}
	return numeral(n) + " " + placed("spaces", at) + " (U+0020)"
}

// placed says what is where: "trailing space", "space after “Ops”".
func placed(what, at string) string {
	if at == leading || at == trailing {
		return at + " " + what
	}
	return what + " " + at
}

func allAre(units []unit, text string) bool {
	for _, u := range units {
		if u.text != text {
			return false
		}
	}
	return true
}

// more describes what only one name has.
func more(name string, all []unit, from, to int) string {
	units := all[from:to]
	at := where(name, all, from, to)
	if kindless := gapClassOf(units[0]) == 0; kindless && isPlain(unitText(name, units)) {
		return placed("“"+shown(units)+"” in one name only", at)
	}
	if at == leading || at == trailing {
		return at + " " + describe(units)
	}
	return describe(units) + " " + at
}

// The places at both ends of a name.
const (
	leading  = "leading"
	trailing = "trailing"
)

// where says where in a name units are.
func where(name string, all []unit, from, to int) string {
	before, after := name[:all[from].start], name[all[to-1].end:]
	switch {
	case strings.TrimSpace(before) == "":
		return leading
	case strings.TrimSpace(after) == "":
		return trailing
	}
	// The word before, up to white space.
	end := from
	for end > 0 && gapClassOf(all[end-1]) != 0 {
		end--
	}
	start := end
	for start > 0 && end-start < 12 && gapClassOf(all[start-1]) == 0 {
		start--
	}
	if start == end {
		return leading
	}
	return "after “" + shown(all[start:end]) + "”"
}

// accentWords names a letter, with its code point if it has marks.
func accentWords(units []unit) string {
	s := textOf(units)
	r, size := utf8.DecodeRuneInString(s)
	if isASCII(s) || r == utf8.RuneError {
		return shown(units)
	}
	text := fmt.Sprintf("U+%04X", r)
	for _, mark := range s[size:] {
		text += fmt.Sprintf(" U+%04X", mark)
	}
	return shown(units) + " (" + text + ")"
}

// lookalikeWords names the letter that is out of place: of the two, the one that isn't Latin.
func lookalikeWords(a, b unit, first bool) string {
	x, _ := utf8.DecodeRuneInString(a.text)
	y, _ := utf8.DecodeRuneInString(b.text)
	if scriptOf(x) != unicode.Latin && scriptOf(y) != unicode.Latin || scriptOf(x) == scriptOf(y) {
		return describe([]unit{a}) + " / " + describe([]unit{b})
	}
	strange := a
	if scriptOf(x) == unicode.Latin {
		strange = b
	}
	if first {
		return "first letter is " + describe([]unit{strange})
	}
	return describe([]unit{a}) + " / " + describe([]unit{b})
}

// usualNames are the words that people use where Unicode uses others.
var usualNames = map[rune]string{
	' ': "space", '-': "hyphen", '_': "underscore", '.': "dot", '/': "slash",
	'\\': "backslash", '\'': "apostrophe",
	'"': "quote", '\t': "tab", 0xA0: "no-break space", 0xFEFF: "byte order mark", '’': "typographic apostrophe",
	'‘': "typographic quote",
	'(': "bracket", ')': "bracket",
}

// describe names characters: "en dash – (U+2013)", "Cyrillic Р (U+0420)".
func describe(units []unit) string {
	if len(units) > 4 {
		return fmt.Sprintf("“%s”", shown(units))
	}
	s := textOf(units)
	var parts, numbers []string
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			parts = append(parts, fmt.Sprintf("byte 0x%02X", s[i]))
		default:
			parts = append(parts, character(r))
			numbers = append(numbers, fmt.Sprintf("U+%04X", r))
		}
		if i += size; len(parts) > 4 {
			return fmt.Sprintf("“%s”", shown(units))
		}
	}
	text := strings.Join(parts, " and ")
	if len(numbers) > 0 {
		text += " (" + strings.Join(numbers, " ") + ")"
	}
	return text
}

// character names one character, and shows it if it is visible.
func character(r rune) string {
	name, usual := usualNames[r]
	if !usual {
		name = strings.ToLower(strings.Trim(runenames.Name(r), "<>"))
		if alias, ok := controlNames[r]; ok {
			name = strings.ToLower(alias)
		}
	}
	show := Visible("x" + string(r) + "x")
	show = show[1 : len(show)-1]
	switch {
	case unicode.Is(unicode.White_Space, r) || unicode.Is(unicode.Cc, r) || showsNothing(r) || !unicode.IsGraphic(r):
		return name
	case unicode.IsMark(r):
		return name
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		if t := scriptOf(r); t == unicode.Latin && r < utf8.RuneSelf || unicode.IsNumber(r) {
			return show
		}
		return strings.TrimSpace(scriptName(r) + " " + show)
	}
	return name + " " + show
}

// scriptName returns the name of a letter's script, such as "Cyrillic", or "" for a character
// that all scripts use.
func scriptName(r rune) string {
	switch t := scriptOf(r); t {
	case nil, unicode.Common, unicode.Inherited:
		return ""
	default:
		for name, table := range unicode.Scripts {
			if table == t {
				return strings.ReplaceAll(name, "_", " ")
			}
		}
	}
	return ""
}
