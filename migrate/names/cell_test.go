package names

import "testing"

func TestCell(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "Sales": "Sales", "=1+1": "'=1+1", "@x": "'@x", "-x": "'-x", "+x": "'+x", "＝x": "'＝x", " =1": "'·=1",
		"\t=1": "⇥=1", "a\u202eb": "a‹U+202E›b", "\xff": "‹0xFF›",
		"x;=cmd|' /C calc'!A0": "x;'=cmd|' /C calc'!A0", "x; @y;z": "x;' @y;z", "-a;-b": "'-a;'-b", "a;b": "a;b", "x;＝1": "x;'＝1", "a=b": "a=b",
	} {
		if got := Cell(name); got != want {
			t.Errorf("Cell(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNoFormulaAfterASeparator(t *testing.T) {
	for text, want := range map[string]string{"x\t=1": "x\t'=1", "x\r\n=1": "x\r\n'=1", "\xff;=1": "\xff;'=1", "": "", "x;": "x;", "x=;": "x=;"} {
		if got := NoFormula(text); got != want {
			t.Errorf("NoFormula(%q) = %q, want %q", text, got, want)
		}
	}
}
