package names

import (
	"slices"
	"testing"
)

// The fast way to find words finds those of the spelling.
func FuzzVocabulary(f *testing.F) {
	for _, s := range []string{
		"Finance Admins Paris 12", "GRP_ACCOUNTING-eDitors", "TeamAlpha nInterns",
		"a1b2 c#d ABCdef", "São Paulo Málaga", "Продажи ОтделКадров",
		"Λογιστήριο", "서울지점 개발팀", "ฝ่ายขาย", "المبيعات", "O'Brien O’Brien", "Straße ﬁrma", "Ｆｕｌｌ width",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var fast, slow Vocabulary
		fast.words.reset()
		slow.words.reset()
		if !fast.words.scan(name) {
			return
		}
		slow.spell(name)
		if !slices.Equal(fast.words.found, slow.words.found) {
			s := Spell(name)
			t.Fatalf("%+q: found %x, spelled %x (%+q)", name, fast.words.found, slow.words.found, string(s.text))
		}
	})
}
