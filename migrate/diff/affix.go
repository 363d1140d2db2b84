package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// affix is what all names of a side have at their ends and no name of the other side has.
type affix struct {
	prefix, suffix string
	padded         bool // white space at the ends
}

// bare returns a name without it.
func (a *affix) bare(name string) string {
	if a.padded {
		return strings.TrimSpace(name)
	}
	return strings.TrimSuffix(strings.TrimPrefix(name, a.prefix), a.suffix)
}

func (a *affix) empty() bool { return *a == affix{} }

// fewestShared is how many names a side must have for a side-wide difference to be reported.
const fewestShared = 3

// findAffixes finds what the names of each side begin or end with as a whole.
func (c *comparison) findAffixes() {
	for side := range c.lists {
		l, other := &c.lists[side], &c.lists[1-side]
		if len(l.sorted) < fewestShared || len(other.sorted) == 0 {
			continue
		}
		a := &c.affixes[side]
		if l.all(isPadded) && !other.any(isPadded) {
			a.padded = true
			c.addSideWide(SharedPadding, side, " ")
			continue
		}
		*a = l.affix(other, c.canceled)
	}
	if c.affixes == [2]affix{} {
		c.affixes = c.affixesOfBoth(isConvention)
	}
	if mayDiffer(c.affixes) {
		c.affixes = [2]affix{}
	}
	if c.affixes == [2]affix{} {
		c.alike = c.affixesOfBoth(isAbbreviation)
	}
	for side, a := range c.affixes {
		if a.prefix != "" {
			c.addSideWide(SharedPrefix, side, a.prefix)
		}
		if a.suffix != "" {
			c.addSideWide(SharedSuffix, side, a.suffix)
		}
	}
}

// affixesOfBoth finds what the names of both sides begin or end with, differently on each
// side: GG_Sales and APP-Sales. Only codes count here, and only if most names without them
// are on both sides.
func (c *comparison) affixesOfBoth(isCode func(string) bool) (both [2]affix) {
	for side := range c.lists {
		l := &c.lists[side]
		if len(l.sorted) < fewestShared {
			return [2]affix{}
		}
		both[side] = l.codes(isCode)
	}
	// If folding makes them equal, such as GG_ and gg-, the names are renamed one by one.
	if _, ok := names.Fold(both[adSide].prefix, both[scimSide].prefix); ok {
		both[adSide].prefix, both[scimSide].prefix = "", ""
	}
	if _, ok := names.Fold(both[adSide].suffix, both[scimSide].suffix); ok {
		both[adSide].suffix, both[scimSide].suffix = "", ""
	}
	if both[adSide].empty() || both[scimSide].empty() {
		return [2]affix{}
	}
	for side, a := range both {
		other := &c.lists[1-side]
		if a.prefix != "" && other.any(func(name string) bool { return strings.HasPrefix(name, a.prefix) }) ||
			a.suffix != "" && other.any(func(name string) bool { return strings.HasSuffix(name, a.suffix) }) {
			return [2]affix{}
		}
	}
	fewer, more := adSide, scimSide
	if len(c.lists[fewer].sorted) > len(c.lists[more].sorted) {
		fewer, more = more, fewer
	}
	has := c.lists[more].folded(&both[more], c.canceled)
	samples := min(affixSamples, len(c.lists[fewer].sorted))
	if hits := c.lists[fewer].hits(both[fewer], samples, has); 2*hits <= samples {
		return [2]affix{}
	}
	return both
}

// codes returns the codes that all names of the list begin and end with.
func (l *list) codes(isCode func(string) bool) affix {
	prefix := codePrefix(shared(l.name(0), l.name(int32(len(l.sorted)-1))), isCode)
	suffix := codeSuffix(l.sharedEnd(), isCode)
	if len(prefix) > longestAffix || len(suffix) > longestAffix || !utf8.ValidString(prefix+suffix) {
		return affix{}
	}
	return affix{prefix: prefix, suffix: suffix}
}

func (c *comparison) addSideWide(what Shared, side int, value string) {
	c.sideWide = append(c.sideWide, SideWide{what, sides[side], value, len(c.lists[side].sorted)})
}

// sides are the sides in the order of the lists of a comparison.
var sides = [2]migrate.Side{migrate.AD, migrate.SCIM}

func isPadded(name string) bool { return name != strings.TrimSpace(name) }

func (l *list) all(is func(string) bool) bool {
	return !l.any(func(name string) bool { return !is(name) })
}

func (l *list) any(is func(string) bool) bool {
	for i := range l.groups {
		if is(l.groups[i].Name) {
			return true
		}
	}
	return false
}

// affix returns the longest beginning and end that all names share, provided that the names
// without it are names of the other side and no name there has it.
func (l *list) affix(other *list, canceled func() bool) affix {
	prefix := shared(l.name(0), l.name(int32(len(l.sorted)-1)))
	suffix := l.sharedEnd()
	if prefix == "" && suffix == "" {
		return affix{}
	}
	best, ok := l.bestAffix(prefix, suffix, other.hasExactly, canceled)
	if !ok {
		best, ok = l.bestAffix(prefix, suffix, other.folded(&affix{}, canceled), canceled)
	}
	switch {
	case !ok,
		best.prefix != "" && other.any(func(name string) bool { return strings.HasPrefix(name, best.prefix) }),
		best.suffix != "" && other.any(func(name string) bool { return strings.HasSuffix(name, best.suffix) }):
		return affix{}
	}
	return best
}

// shared returns the common beginning of two texts.
func shared(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return a[:n]
}

// sharedEnd returns the common end of all names.
func (l *list) sharedEnd() string {
	end := l.groups[0].Name
	for i := range l.groups {
		name := l.groups[i].Name
		n := 0
		for n < len(end) && n < len(name) && end[len(end)-1-n] == name[len(name)-1-n] {
			n++
		}
		if end = end[len(end)-n:]; end == "" {
			return ""
		}
	}
	return strings.TrimLeftFunc(end, func(r rune) bool { return r == utf8.RuneError })
}

const (
	longestAffix  = 64   // bytes
	longestTried  = 1024 // bytes; longer names aren't used
	fewSamples    = 8    // names that are tried with every length of both ends
	affixSamples  = 200  // names that are counted
	leastMatching = 10   // at least one in so many names must match a name of the other side
)

// bestAffix returns the part of both ends without which most names of a sample are on the
// other side; of two equal parts, the longer one.
func (l *list) bestAffix(prefix, suffix string, has func(string) bool, canceled func() bool) (affix, bool) {
	var best affix
	most := 0
	few, samples := min(fewSamples, len(l.sorted)), min(affixSamples, len(l.sorted))
	for p := 0; p <= min(len(prefix), longestAffix) && !canceled(); p++ {
		for s := 0; s <= min(len(suffix), longestAffix); s++ {
			a := affix{prefix: prefix[:p], suffix: suffix[len(suffix)-s:]}
			if a.empty() || !utf8.ValidString(a.prefix) || !utf8.ValidString(a.suffix) ||
				cutsWord(prefix, p, suffix, s) || l.hits(a, few, has) == 0 {
				continue
			}
			if hits := l.hits(a, samples, has); hits >= most {
				best, most = a, hits
			}
		}
	}
	return best, enough(most, samples)
}

// cutsWord reports whether the parts end inside a word that all names have: E of EMEA-
// leaves another code, MEA-, and the I of " UKI" leaves " UK".
func cutsWord(prefix string, p int, suffix string, s int) bool {
	rest := prefix[p:]
	before, _ := utf8.DecodeLastRuneInString(prefix[:p])
	if n := strings.IndexFunc(rest, notInWord); n > 0 && inWord(before) {
		return true
	}
	rest = suffix[:len(suffix)-s]
	after, _ := utf8.DecodeRuneInString(suffix[len(suffix)-s:])
	last, _ := utf8.DecodeLastRuneInString(rest)
	return inWord(after) && inWord(last) && strings.ContainsFunc(rest, notInWord)
}

// cutsNumber reports whether the affix is a part of a number: Region 10 isn't Region 1.
func (a *affix) cutsNumber(name string) bool {
	isDigit := func(s string, at int) bool { return at >= 0 && at < len(s) && s[at] >= '0' && s[at] <= '9' }
	start, end := len(a.prefix), len(name)-len(a.suffix)
	return isDigit(name, start-1) && isDigit(name, start) || isDigit(name, end-1) && isDigit(name, end)
}

// hits counts the names of a sample that are on the other side without the affix.
func (l *list) hits(a affix, samples int, has func(string) bool) int {
	hits := 0
	for i := range samples {
		name := l.name(int32(i * len(l.sorted) / samples))
		if len(name) > len(a.prefix)+len(a.suffix) && len(name) <= longestTried &&
			!a.cutsNumber(name) && has(a.bare(name)) {
			hits++
		}
	}
	return hits
}

func enough(hits, samples int) bool { return hits >= 2 && hits*leastMatching >= samples }

// hasExactly reports whether a group of the list has this name.
func (l *list) hasExactly(name string) bool {
	p := l.firstFrom(name)
	return p < len(l.sorted) && l.name(int32(p)) == name
}

// folded returns a function that reports whether the list has a name that, without the affix,
// is equal to the given one after folding. It compares keys only.
func (l *list) folded(without *affix, canceled func() bool) func(string) bool {
	var f names.Folder
	var keys []uint64
	seen := map[uint64]bool{}
	for i := range l.groups {
		if canceled() {
			break
		}
		for _, k := range f.AppendKeys(keys[:0], without.bare(l.groups[i].Name), names.Foldable) {
			seen[k] = true
		}
	}
	return func(name string) bool {
		if strings.TrimFunc(name, unicode.IsSpace) == "" {
			return false
		}
		keys = f.AppendKeys(keys[:0], name, names.Foldable)
		for _, k := range keys {
			if seen[k] {
				return true
			}
		}
		return false
	}
}
