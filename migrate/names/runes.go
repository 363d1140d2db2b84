package names

import (
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// form says how letters are folded: bit 0 is case, bit 1 is Unicode, the others are how
// look-alikes are folded.
type form uint8

const (
	formCase    form = 1
	formUnicode form = 2
	// Capital and small letters of one script may look like different Latin letters (Ν is
	// like N, ν like v). With case folded there are therefore three ways to fold look-alikes:
	// unchanged, all small, all capital. Unchanged, I and l look alike.
	lookAsIs    form = 1 << 2
	lookSmall   form = 2 << 2
	lookCapital form = 3 << 2
	formCount        = 16
)

// runeInfo is what folding knows about one rune.
type runeInfo struct {
	class  runeClass
	layers Kinds              // the layers that change it
	forms  *[formCount]string // nil if every form is the rune itself
	// several says that the rune has a decomposition whose characters the layers treat each
	// by its own class.
	several bool
	accent  *accented
	keys    *[len(fullForms)]string // the forms of fullForms as they count under Accents; nil where they are the forms
}

type page [256]atomic.Pointer[runeInfo]

var pages [(unicode.MaxRune + 1) / 256]atomic.Pointer[page]

// infoOf returns the runeInfo of a rune above ASCII. It is computed when the rune first
// occurs.
func infoOf(r rune) *runeInfo {
	p := pages[r>>8].Load()
	if p == nil {
		pages[r>>8].CompareAndSwap(nil, new(page))
		p = pages[r>>8].Load()
	}
	info := p[r&0xff].Load()
	if info == nil {
		info = newInfo(r)
		p[r&0xff].Store(info)
	}
	return info
}

// plainInfo is the runeInfo of the many letters that no layer changes, such as Chinese
// characters.
var plainInfo = &runeInfo{class: isLetter}

func newInfo(r rune) *runeInfo {
	class := classOf(r)
	info := &runeInfo{class: class, layers: class.layers()}
	var forms [formCount]string
	if class&(isBlank|isHangul) == 0 && utf8.ValidRune(r) && allForms(r, &forms) {
		info.forms = &forms
		if forms[formCase] != forms[0] || forms[formCase|formUnicode] != forms[formUnicode] {
			info.layers = info.layers.With(Case)
		}
		if forms[formUnicode] != forms[0] {
			info.layers = info.layers.With(Unicode)
			for _, part := range forms[formUnicode] {
				c := classOf(part)
				info.layers |= c.layers()
				info.several = info.several || c&(gapClasses|isNumber) != 0
			}
		}
		if forms[lookAsIs] != forms[0] || forms[lookAsIs|formUnicode] != forms[formUnicode] ||
			forms[lookSmall|formCase] != forms[formCase] || forms[lookCapital|formCase] != forms[formCase] {
			info.layers = info.layers.With(Lookalike)
		}
	}
	info.addAccents(r)
	if *info == *plainInfo {
		return plainInfo
	}
	return info
}

// addAccents adds what Accents needs.
func (info *runeInfo) addAccents(r rune) {
	if isLatinMark(r) {
		info.layers = info.layers.With(Accents)
	}
	if info.class&isLetter == 0 {
		return
	}
	if takesMarks(r) {
		info.accent = accentedOf(string(r))
		if a := info.accent; a != nil && (a.root != a.text || len(a.rewrites) > 0) {
			info.layers = info.layers.With(Accents)
		}
	}
	var keys [len(fullForms)]string
	changed, latin := false, true
	for i, f := range fullForms {
		form := info.text(r, f)
		keys[i] = string(appendAccentLetters(nil, form, accentedOf))
		changed = changed || keys[i] != form
		last, _ := utf8.DecodeLastRuneInString(keys[i])
		latin = latin && isLatin(last)
	}
	if changed {
		info.keys = &keys
	}
	if latin {
		info.class |= isLatinLetter
	}
}

// text returns a form of the rune.
func (info *runeInfo) text(r rune, f form) string {
	if info.forms == nil {
		return string(r)
	}
	return info.forms[f]
}

// allForms computes every form of r, and reports whether one differs from r.
func allForms(r rune, forms *[formCount]string) bool {
	s := string(r)
	if unicode.Is(unicode.Han, r) && resemble(s) == s && decompose(s) == s {
		return false
	}
	changed := false
	for f := range form(formCount) {
		forms[f] = formOf(s, f)
		changed = changed || forms[f] != s
	}
	return changed
}

// formOf folds one rune, given as a string.
func formOf(s string, f form) string {
	if f&formUnicode != 0 {
		s = decompose(s)
	}
	switch look := f &^ (formCase | formUnicode); {
	case look == 0:
	case look == lookAsIs:
		s = resemble(s)
		if d := norm.NFD.String(s); strings.Contains(d, "I") { // İ, Î and Ⅱ too
			s = norm.NFC.String(strings.ReplaceAll(d, "I", "l"))
		}
	case f&formCase == 0:
		s = resemble(s)
	case look == lookSmall:
		s = resemble(foldCase(s))
	case look == lookCapital:
		if s = resemble(strings.ToUpper(s)); s == "l" { // ו, which has no capital, looks like l and like I
			s = "I"
		}
	}
	if f&formCase != 0 {
		s = foldCase(s)
		if f&formUnicode != 0 {
			s = foldCase(decompose(s))
		}
	}
	if f&formUnicode != 0 {
		s = decompose(s)
	}
	return s
}

// decompose is NFKD, except that it creates no space: NFKD of a free-standing accent is a
// space with a combining accent, and white space belongs to Spacing.
func decompose(s string) string {
	if k := norm.NFKD.String(s); !strings.ContainsFunc(k, unicode.IsSpace) {
		return k
	}
	return norm.NFD.String(s)
}

// foldCase is full case folding (CaseFolding.txt, statuses C and F).
func foldCase(s string) string {
	if strings.ContainsFunc(s, isCherokeeCapital) {
		return strings.Map(foldCherokee, s)
	}
	return cases.Fold().String(s)
}

// isCherokeeCapital reports whether r is a letter that cases.Fold makes small, although
// Unicode folds the small ones to the capitals.
func isCherokeeCapital(r rune) bool { return r >= 0x13A0 && r <= 0x13F5 }

// foldCherokee folds Cherokee letters.
func foldCherokee(r rune) rune {
	if unicode.Is(unicode.Cherokee, r) {
		return unicode.ToUpper(r)
	}
	return r
}

// resemble replaces each letter with the prototype that it looks like.
func resemble(s string) string {
	var b strings.Builder
	for _, r := range s {
		if p, ok := resemblance()[r]; ok {
			b.WriteString(p)
			continue
		}
		parts := norm.NFD.String(string(r))
		if !strings.ContainsFunc(parts, func(r rune) bool { return resemblance()[r] != "" }) {
			b.WriteRune(r)
			continue
		}
		var c strings.Builder
		for _, part := range parts {
			if p, ok := resemblance()[part]; ok {
				c.WriteString(p)
			} else {
				c.WriteRune(part)
			}
		}
		b.WriteString(norm.NFC.String(c.String()))
	}
	return b.String()
}

// resemblance maps each letter of the table to its prototype.
var resemblance = sync.OnceValue(func() map[rune]string {
	m := make(map[rune]string, 1024)
	for _, entry := range lookalikes {
		prototype, letters, _ := strings.Cut(entry, " ")
		for _, r := range letters {
			m[r] = prototype
		}
	}
	return m
})
