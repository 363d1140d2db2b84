package names

import "testing"

func TestCell(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "Sales": "Sales", "=1+1": "'=1+1", "@x": "'@x", "-x": "'-x", "+x": "'+x", "＝x": "'＝x", " =1": "'·=1",
		"\t=1": "⇥=1", "a\u202eb": "a‹U+202E›b", "\xff": "‹0xFF›",
	} {
		if got := Cell(name); got != want {
			t.Errorf("Cell(%q) = %q, want %q", name, got, want)
		}
	}
}
