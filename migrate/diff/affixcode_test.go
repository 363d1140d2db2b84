package diff

import "testing"

func TestCodes(t *testing.T) {
	for shared, want := range map[string]string{
		"GG_": "GG_", "GG_Sales ": "GG_", "GG_APP-": "GG_APP-", "Dashlane_": "Dashlane_", "APP-": "APP-",
		"scim.": "scim.", "[APP] ": "[APP] ",
		`CORP\`: `CORP\`, `Contoso\GG_`: `Contoso\GG_`, "corp.example.com/": "corp.example.com/", "GG_Sales_": "GG_",
		"Sales ": "", "HR ": "", "Sales_": "", "SALES_": "", "Oslo-": "", "HR - ": "", "Sales GG_": "", "GG": "", "": "",
		"Vertrieb-": "", "Sales/": "", "[Sales] ": "",
	} {
		if got := codePrefix(shared); got != want {
			t.Errorf("%q begins with the code %q, want %q", shared, got, want)
		}
	}
	for shared, want := range map[string]string{
		"_GG": "_GG", " Sales_GG": "_GG", "-APP": "-APP", " (Okta)": " (Okta)", "_GG (Okta)": " (Okta)",
		" Sales": "", " HR": "", "_Sales": "", " (Bergen)": "", " - HR": "", "GG": "", "": "",
	} {
		if got := codeSuffix(shared); got != want {
			t.Errorf("%q ends with the code %q, want %q", shared, got, want)
		}
	}
}
