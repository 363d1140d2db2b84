package names

import (
	"math/rand/v2"
	"strings"
	"testing"

	"ad2scim/migrate/names/words"
)

var englishNames = strings.Split(
	"Accounts Payable,Accounts Receivable,Procurement Leads,Customer Success Managers,Data Engineering,Field Service Technicians,"+
		"Internal Audit,Site Reliability,Talent Acquisition,Human Resources,Finance Admins,Marketing Operations,Sales Managers,Legal Counsel,Information Security,"+
		"Platform Engineering,Business Intelligence,Corporate Communications,Product Management,Quality Assurance,Research and Development,Supply Chain,"+
		"Warehouse Staff,Executive Assistants,Board Members,External Contractors,Network Administrators,Database Owners,Service Desk,Facilities Management,"+
		"Regulatory Compliance,Risk Management,Treasury Operations,Payroll Approvers,Investor Relations,Public Affairs,Health and Safety,"+
		"Learning and Development,Project Office,Vendor Management,Customer Support,Technical Writers,Software Developers,Release Managers,Incident Response,"+
		"Identity and Access,Remote Workers,Office Services,Purchasing,Logistics Planning", ",")

// Nine of ten typing errors inside a word of six letters or more of an English
// name are found, where they do not make another word of it.
func TestTypingErrorsInEnglishNames(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found, all := 0, 0
	bySlip := map[string][2]int{}
	for range 20000 {
		parts := strings.Fields(englishNames[r.IntN(len(englishNames))])
		right := strings.Join(parts, " ")
		i := r.IntN(len(parts))
		if len(parts[i]) < 6 {
			continue
		}
		slip, wrong := misspell(r, parts[i])
		if wrong == parts[i] || words.Known(strings.ToLower(wrong)) {
			continue
		}
		parts[i] = wrong
		count := bySlip[slip]
		all++
		count[1]++
		if _, ok := Compare(right, strings.Join(parts, " ")); ok {
			found++
			count[0]++
		}
		bySlip[slip] = count
	}
	t.Logf("%d of %d; %v", found, all, bySlip)
	if found*10 < all*9 {
		t.Errorf("%d of %d are found", found, all)
	}
}

// misspell makes one typing error inside a word.
func misspell(r *rand.Rand, w string) (slip, wrong string) {
	k := 1 + r.IntN(len(w)-2)
	letter := string(rune('a' + r.IntN(26)))
	switch r.IntN(5) {
	case 0:
		return "exchanged", w[:k] + w[k+1:k+2] + w[k:k+1] + w[k+2:]
	case 1:
		return "missing", w[:k] + w[k+1:]
	case 2:
		return "doubled", w[:k+1] + w[k:]
	case 3:
		return "wrong", w[:k] + letter + w[k+1:]
	}
	return "one more", w[:k] + letter + w[k:]
}

// In other languages an error is found where the right word stands in other names.
func TestTypingErrorsInOtherLanguages(t *testing.T) {
	for _, c := range []struct {
		right, wrong, elsewhere string
		want                    bool
	}{
		{"Geschäftsleitung Nord", "Geschäftslietung Nord", "Geschäftsleitung Süd", true},
		{"Geschäftsleitung Nord", "Geschäftslietung Nord", "Vertrieb Süd", false},
		{"Instandhaltung", "Instandhalltung", "Instandhaltung West", true},
		{"Бухгалтерия Север", "Бухглатерия Север", "Бухгалтерия Юг", true},
		{"Kundenservice", "Kundenservcie", "Kundenservice Hamburg", true},
		{"Team Hoffmann", "Team Hofmann", "Projekt Hoffmann", false},
		{"Standort Strasburg", "Standort Straßburg", "Strasburg", false},
		{"Vorstand", "Verstand", "Vorstand Süd", false},
		{"営業一課", "営業三課", "営業一課 東京", false},
	} {
		a, b := Spell(c.right), Spell(c.wrong)
		typo, ok := FindTypo(&a, &b)
		v := NewVocabulary()
		v.Watch(typo)
		v.Count(c.elsewhere)
		if got := ok && typo.Certain(v); got != c.want {
			t.Errorf("%s, %s with %s elsewhere: %v, want %v", c.right, c.wrong, c.elsewhere, got, c.want)
		}
	}
}
