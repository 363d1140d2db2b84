package diff

import (
	"strings"
	"testing"

	"ad2scim/migrate"
)

func TestCodes(t *testing.T) {
	for shared, want := range map[string]string{
		"GG_": "GG_", "GG_Sales ": "GG_", "GG_APP-": "GG_APP-", "Dashlane_": "Dashlane_", "APP-": "APP-",
		"scim.": "scim.", "[APP] ": "[APP] ",
		`CORP\`: `CORP\`, `Contoso\GG_`: `Contoso\GG_`, "corp.example.com/": "corp.example.com/", "GG_Sales_": "GG_",
		"Sales ": "", "HR ": "", "Sales_": "", "SALES_": "", "Oslo-": "", "HR - ": "", "Sales GG_": "", "GG": "", "": "",
		"Vertrieb-": "", "Sales/": "", "[Sales] ": "", "UK_": "UK_", "XQZV-": "XQZV-", "XQZVB-": "",
	} {
		if got := codePrefix(shared, isAbbreviation); got != want {
			t.Errorf("%q begins with the code %q, want %q", shared, got, want)
		}
	}
	for shared, want := range map[string]string{
		"_GG": "_GG", " Sales_GG": "_GG", "-APP": "-APP", " (Okta)": " (Okta)", "_GG (Okta)": " (Okta)",
		" Sales": "", " HR": "", "_Sales": "", " (Bergen)": "", " - HR": "", "GG": "", "": "",
	} {
		if got := codeSuffix(shared, isAbbreviation); got != want {
			t.Errorf("%q ends with the code %q, want %q", shared, got, want)
		}
	}
}

// Only codes that are known leave no doubt about two groups, and only such as don't
// contradict each other.
func TestKnownCodes(t *testing.T) {
	for shared, want := range map[string]string{
		"GG_": "GG_", "Okta-": "Okta-", "GG_UK_": "GG_", `CORP\`: `CORP\`, `CORP\HR-`: `CORP\`,
		"corp.example.com/HR-": "corp.example.com/", "PRIMARY/": "PRIMARY/",
		"HR-": "", "UK_": "", "DEV_": "", "EMEA-": "", "SALES/": "", "PRIMARY-": "",
	} {
		if got := codePrefix(shared, isConvention); got != want {
			t.Errorf("%q begins with the known code %q, want %q", shared, got, want)
		}
	}
	for _, provider := range migrate.ProviderSchemes() {
		if suffix := " (" + strings.ToUpper(string(provider)) + ")"; codeSuffix(suffix, isConvention) != suffix {
			t.Errorf("%s isn't known", provider)
		}
	}
	for _, c := range []struct {
		ad, scim affix
		want     bool
	}{
		{affix{prefix: "GG_"}, affix{prefix: "APP-"}, false},
		{affix{prefix: "GG_"}, affix{suffix: "-gg (Okta)"}, false},
		{affix{prefix: `CORP\GG_`}, affix{prefix: `corp\`, suffix: "-APP"}, false},
		{affix{prefix: "HR-"}, affix{}, false},
		{affix{prefix: "HR-"}, affix{padded: true}, false},
		{affix{prefix: "GG_"}, affix{prefix: "DL_"}, true},
		{affix{prefix: "GG_"}, affix{suffix: "_UG"}, true},
		{affix{prefix: "Okta-"}, affix{suffix: " (Google)"}, true},
		{affix{prefix: `CORP\`}, affix{prefix: `EMEA\`}, true},
		{affix{prefix: "HR-"}, affix{prefix: "APP-"}, true},
	} {
		for _, both := range [][2]affix{{c.ad, c.scim}, {c.scim, c.ad}} {
			if got := mayDiffer(both); got != c.want {
				t.Errorf("%+v may differ: %v, want %v", both, got, c.want)
			}
		}
	}
}
