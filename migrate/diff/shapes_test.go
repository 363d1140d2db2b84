package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// A shape makes base names: as many different ones as are asked for.
type shape struct {
	name string
	make func(r *rand.Rand, i int) string
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

var (
	departments = strings.Split(
		"Finance,Human Resources,Marketing,Engineering,Operations,Legal,Purchasing,Sales,Customer Support,Research,Logistics,Security,Facilities,Accounting,Compliance,Treasury,Controlling,Manufacturing,Quality,Communications,Procurement,R&D,IT", ",")
	cities = strings.Split(
		"Paris,Oslo,Berlin,London,Madrid,Rome,Vienna,Zürich,Lisbon,Prague,Warsaw,Helsinki,Stockholm,Copenhagen,Dublin,Brussels,Amsterdam,Geneva,Milan,Munich,Hamburg,Lyon,Parma,Bergen,Boston,Chicago,Denver,Seattle,Tokyo,Osaka,Sydney,Toronto,Montréal,São Paulo,Málaga,Kraków,Gdańsk,İzmir,Diyarbakır,Łódź", ",")
	roles = strings.Split(
		"Admins,Users,Managers,Readers,Owners,Developers,Auditors,Contractors,Approvers,Guests,Editors,Viewers,Leads,Interns",
		",")
	cyrillic = strings.Split(
		"Бухгалтерия,Продажи,Маркетинг,Логистика,Безопасность,Разработка,Поддержка,Закупки,Дирекция,Кадры", ",")
	greek = strings.Split("Λογιστήριο,Πωλήσεις,Μάρκετινγκ,Διοίκηση,Ασφάλεια,Έρευνα,Υποστήριξη", ",")
	cjk   = strings.Split("営業部,人事部,経理課,開発チーム,总经理办公室,财务部,市场部,東京支店,大阪支店,マーケティング,サポート,영업부,인사부,개발팀,서울지점", ",")
	rtl   = strings.Split("المبيعات,المالية,التسويق,الهندسة,הנהלת חשבונות,מכירות,שיווק,משאבי אנוש", ",")
	thai  = strings.Split("ฝ่ายขาย,ฝ่ายการเงิน,ฝ่ายบุคคล,वित्त विभाग,बिक्री,विपणन", ",")
	emoji = strings.Split("🎉 Events,🚀 Launch,👩‍💻 Developers,🏦 Banking,❤️ Culture", ",")
)

var shapes = []shape{
	{"departments", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("%s %s %s %d", pick(r, departments), pick(r, roles), pick(r, cities), i)
	}},
	{"prefix", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("Contoso-Worldwide-Access-Group %s %s-%04d", pick(r, departments), pick(r, cities), i)
	}},
	{"identifiers", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<16),
			r.Int64N(1<<48))
	}},
	{"codes", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("GRP_%s_%s_%05d", strings.ToUpper(pick(r, departments)), pick(r, roles), i)
	}},
	{"years", func(r *rand.Rand, i int) string {
		return fmt.Sprintf("Class of %d, %s (Team %d)", 1990+i%60, pick(r, cities), i/60)
	}},
	{"languages", func(r *rand.Rand, i int) string {
		list := [][]string{cyrillic, greek, cjk, rtl, thai, emoji}[r.IntN(6)]
		return fmt.Sprintf("%s %s %d", pick(r, list), pick(r, list), i)
	}},
	{"letters", func(r *rand.Rand, i int) string {
		// Names without any number, told apart by words.
		return fmt.Sprintf("%s %s %s %s %s", pick(r, departments), pick(r, roles), pick(r, cities), pick(r, cities),
			pick(r, departments))
	}},
}

// A change makes a variant of a name, or returns it as it is if it cannot.
type change struct {
	kind names.Kind
	make func(r *rand.Rand, s string) string
}

// at returns the start of a random rune that satisfies ok, or -1.
func at(r *rand.Rand, s string, ok func(rune) bool) int {
	var list []int
	for i, c := range s {
		if ok(c) {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return -1
	}
	return list[r.IntN(len(list))]
}

func replaceAt(s string, i int, with string) string {
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i] + with + s[i+size:]
}

func replaceOne(r *rand.Rand, s string, table map[rune][]string) string {
	i := at(r, s, func(c rune) bool { return table[c] != nil })
	if i < 0 {
		return s
	}
	c, _ := utf8.DecodeRuneInString(s[i:])
	return replaceAt(s, i, pick(r, table[c]))
}

var (
	otherPunctuation = map[rune][]string{
		'-': {"–", "_", " ", "‐", "—"}, '_': {"-", ".", " "}, '.': {"_", "-"},
		' ': {"-", "_", "."}, '\'': {"’", "ʼ"}, ',': {";", "."},
	}
	otherScript = map[rune][]string{
		'a': {"а"}, 'e': {"е"}, 'o': {"о", "ο"}, 'p': {"р"}, 'c': {"с"}, 'x': {"х"},
		'i': {"і"}, 'y': {"у"}, 's': {"ѕ"},
		'A': {"А", "Α"}, 'B': {"В", "Β"}, 'C': {"С"}, 'E': {"Е", "Ε"}, 'H': {"Н", "Η"}, 'M': {"М", "Μ"}, 'O': {"О", "Ο"},
		'P': {"Р", "Ρ"}, 'T': {"Т", "Τ"}, 'I': {"І", "Ι"},
		'а': {"a"}, 'о': {"o"}, 'е': {"e"}, 'р': {"p"}, 'ο': {"o"}, 'ι': {"i"},
	}
	invisibles = []string{"\u200b", "\ufeff", "\u00ad", "\u200f", "\u200e", "\u2060", "\u200c"}
)

var changes = []change{
	{names.Case, func(r *rand.Rand, s string) string {
		switch r.IntN(3) {
		case 0:
			return strings.ToUpper(s)
		case 1:
			return strings.ToLower(s)
		}
		i := at(r, s, func(c rune) bool { return unicode.ToUpper(c) != unicode.ToLower(c) })
		if i < 0 {
			return s
		}
		c, _ := utf8.DecodeRuneInString(s[i:])
		if unicode.IsUpper(c) {
			return replaceAt(s, i, string(unicode.ToLower(c)))
		}
		return replaceAt(s, i, string(unicode.ToUpper(c)))
	}},
	{names.Spacing, func(r *rand.Rand, s string) string {
		i := at(r, s, func(c rune) bool { return c == ' ' })
		switch k := r.IntN(6); {
		case k == 0:
			return " " + s
		case k == 1 || i < 0:
			return s + " "
		case k == 2:
			return replaceAt(s, i, "  ")
		case k == 3:
			return replaceAt(s, i, "\u00a0")
		case k == 4:
			return replaceAt(s, i, "\t")
		}
		return replaceAt(s, i, "")
	}},
	{names.Invisible, func(r *rand.Rand, s string) string {
		i := at(r, s, func(rune) bool { return true })
		if r.IntN(3) == 0 {
			i = len(s)
		}
		return s[:i] + pick(r, invisibles) + s[i:]
	}},
	{names.Unicode, func(r *rand.Rand, s string) string {
		if d := norm.NFD.String(s); d != s && r.IntN(2) == 0 {
			return d
		}
		if i := strings.Index(s, "fi"); i >= 0 && r.IntN(2) == 0 {
			return s[:i] + "ﬁ" + s[i+2:]
		}
		whole := r.IntN(2) == 0
		if i := at(r, s, func(c rune) bool { return c > ' ' && c < 0x7f }); i >= 0 {
			return strings.Map(func(c rune) rune {
				if c > ' ' && c < 0x7f && (whole || c == rune(s[i])) {
					return c + 0xfee0
				}
				return c
			}, s)
		}
		return s
	}},
	{names.Punctuation, func(r *rand.Rand, s string) string { return replaceOne(r, s, otherPunctuation) }},
	{names.Lookalike, func(r *rand.Rand, s string) string { return replaceOne(r, s, otherScript) }},
	{names.Similar, typo},
}

// typo makes one typing error in a word of at least six letters.
func typo(r *rand.Rand, s string) string {
	runes := []rune(s)
	var places []int
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && unicode.IsLetter(runes[j]) && !unicode.In(runes[j], unicode.Han, unicode.Hangul,
			unicode.Katakana, unicode.Thai, unicode.Devanagari) {
			j++
		}
		if j-i >= 6 {
			for k := i; k < j-1; k++ {
				places = append(places, k)
			}
		}
		i = max(j, i+1)
	}
	if len(places) == 0 {
		return s
	}
	i := places[r.IntN(len(places))]
	other := func() rune {
		c := runes[r.IntN(len(runes))]
		for !unicode.IsLetter(c) || c == runes[i] {
			c = 'a' + r.Int32N(26)
		}
		if unicode.IsUpper(runes[i]) {
			return unicode.ToUpper(c)
		}
		return unicode.ToLower(c)
	}
	switch r.IntN(5) {
	case 0:
		runes[i] = other()
	case 1:
		runes = slices.Delete(runes, i, i+1)
	case 2:
		runes = slices.Insert(runes, i, other())
	case 3:
		runes[i], runes[i+1] = runes[i+1], runes[i]
	default:
		runes = slices.Insert(runes, i, runes[i])
	}
	return string(runes)
}

// truth is what a generated case has by construction.
type truth struct {
	ad, scim []migrate.Group
	partner  map[string]string      // AD id to SCIM id
	kinds    map[string]names.Kinds // by AD id
}

// generate makes n pairs of a shape, 40 of 100 inexact by one or two changes, and
// decoys: groups on one side alone.
func generate(r *rand.Rand, sh shape, n int) truth {
	t := truth{partner: map[string]string{}, kinds: map[string]names.Kinds{}}
	used := map[string]bool{}
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }
	base := func(i int) string {
		for {
			s := sh.make(r, i)
			if !used[fold(s)] {
				used[fold(s)] = true
				return s
			}
			i += n
		}
	}
	for i := range n {
		s := base(i)
		ad := migrate.Group{ID: fmt.Sprintf("a%07d", i), Name: s, DN: "CN=" + s + ",OU=Groups,DC=corp,DC=example,DC=com"}
		switch {
		case r.IntN(40) == 0:
			t.ad = append(t.ad, ad)
			continue
		case r.IntN(40) == 0:
			t.scim = append(t.scim, migrate.Group{ID: fmt.Sprintf("s%07d", i), Name: s})
			continue
		}
		var kinds names.Kinds
		if r.IntN(100) < 40 {
			for range 1 + r.IntN(5)/4 {
				c := changes[r.IntN(len(changes))]
				if kinds.Has(c.kind) || kinds.Has(names.Unicode) && c.kind != names.Spacing {
					continue // a second change of one kind may undo the first
				}
				if v := c.make(r, s); v != s && !used[v] {
					s, kinds = v, kinds.With(c.kind)
				}
			}
		}
		scim := migrate.Group{ID: fmt.Sprintf("s%07d", i), Name: s}
		if r.IntN(2) == 0 { // either side may be the odd one
			ad.Name, scim.Name = scim.Name, ad.Name
		}
		t.ad, t.scim = append(t.ad, ad), append(t.scim, scim)
		t.partner[ad.ID], t.kinds[ad.ID] = scim.ID, kinds
	}
	r.Shuffle(len(t.ad), func(i, j int) { t.ad[i], t.ad[j] = t.ad[j], t.ad[i] })
	r.Shuffle(len(t.scim), func(i, j int) { t.scim[i], t.scim[j] = t.scim[j], t.scim[i] })
	return t
}
