package names

import "testing"

func TestCompare(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Sales", "Sales", ""},
		{"Sales", "sales", "case"},
		{"STRASSE", "Straße", "case"},
		{"İstanbul", "istanbul", "accents"},
		{"İstanbul", "Istanbul", "accents"},
		{"İSTANBUL", "i\u0307stanbul", "case"},
		{"Diyarbakır", "DIYARBAKIR", "case, accents"},
		{"Sınır", "Sinir", "accents"},
		{"ΣΟΦΟΣ", "σοφος", "case"},
		{"g\u0345", "gι", "case"},
		{"Sales EMEA", "Sales EMEA ", "spacing"},
		{"Sales EMEA", " Sales  EMEA", "spacing"},
		{"Sales EMEA", "Sales\u00a0EMEA", "spacing"},
		{"Sales EMEA", "Sales\tEMEA", "spacing"},
		{"Sales EMEA", "Sales\u3000EMEA", "spacing"},
		{"OpsOslo", "Ops Oslo", "spacing"},
		{"Sales", "Sa\u200bles", "invisible"},
		{"Sales", "\ufeffSales", "invisible"},
		{"Sales", "Sa\u00adles\u200f", "invisible"},
		{"Sales", "Sal\x00es", "invisible"},
		{"Café", "Cafe\u0301", "unicode"},
		{"Sales 1", "Ｓales 1", "unicode"},
		{"Finance", "Ｆｉｎａｎｃｅ", "unicode"},
		{"Office", "Oﬃce", "unicode"},
		{"서울", "\u1109\u1165\u110b\u116e\u11af", "unicode"},
		{"Tiếng", "Tie\u0302\u0301ng", "unicode"},
		{"ạ\u0302", "a\u0302\u0323", "unicode"},
		{"Ops-Oslo", "Ops Oslo", "punctuation"},
		{"Ops-Oslo", "Ops–Oslo", "punctuation"},
		{"Ops_Oslo", "Ops.Oslo", "punctuation"},
		{"O'Brien", "O’Brien", "punctuation"},
		{"O´Brien", "O'Brien", "punctuation"},
		{"O'Brien", "OBrien", "punctuation"},
		{"Sales (EMEA)", "Sales EMEA", "punctuation"},
		{"Release 1.5", "Release 1-5", "punctuation"},
		{"Ops…", "Ops...", "unicode"},
		{"Ops-Oslo", "OpsOslo", "spacing, punctuation"},
		{"Payroll", "Рayroll", "lookalike"},
		{"Info", "Іnfo", "lookalike"},
		{"Market", "Маrkеt", "lookalike"},
		{"Ноme", "Home", "lookalike"},
		{"Bank", "Banк", "lookalike"},
		{"Café x", "Café х", "lookalike"},
		{"ë-mail", "ё-mail", "lookalike"},
		{"SERVICE", "serνice", "case, lookalike"},
		{"service", "SERΝICE", "case, lookalike"},
		{"Base", "вase", "case, lookalike"},
		{"営業ニ課", "営業二課", "lookalike"},
		{"Oﬃce\u200b Раyroll", "Office Payroll", "case, invisible, lookalike"},
		{"Café Раyroll", "Cafe\u0301 Payroll", "unicode, lookalike"},
		{"Straße Раyroll", "STRASSE Payroll", "case, lookalike"},
		{"Ⅻ Раyroll", "XII Payroll", "unicode, lookalike"},
		{"Sales EMEA", "sales  emea", "case, spacing"},
		{"Sales EMEA", "SALES\u200b-EMEA", "case, invisible, punctuation"},
		{"\xff Sales", "\xffSales", "spacing"},
		{"C\u200b\xc3\u200b\xa9", "C\xc3\xa9", "-"},
		{"Sales\xff", "Sales", "-"},
		{"Sales\xff", "Sales\ufffd", "-"},
		{"C", "C#", "-"},
		{"C++", "C", "-"},
		{"R&D", "RD", "-"},
		{"Team 1", "Team l", "-"},
		{"Team 0", "Team O", "-"},
		{"Team 0", "Team О", "-"},
		{"Modern", "Modem", "-"},
		{"Team 1 1", "Team 11", "-"},
		{"Floor 1.12", "Floor 11.2", "-"},
		{"Team 1'1", "Team 11", "-"},
		{"σοφ", "οοφ", "-"},
		{"שלו", "שלן", "-"},
		{"αγ", "αυ", "-"},
		{
			"Fans 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
			"Fans 🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "-",
		},
		{"", " ", "spacing"},
		{"", "Sales", "-"},
	} {
		for range 2 {
			got := "-"
			if d, ok := Compare(c.a, c.b); ok {
				got = d.Kinds.String()
			}
			if got != c.want {
				t.Errorf("Compare(%+q, %+q) = %s, want %s", c.a, c.b, got, c.want)
			}
			c.a, c.b = c.b, c.a
		}
	}
}
