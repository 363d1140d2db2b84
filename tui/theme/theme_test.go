package theme

import "testing"

func TestGuessDark(t *testing.T) {
	for value, dark := range map[string]bool{
		"": true, "15;0": true, "0;15": false, "0;7": false, "12;8": true,
		"default;default": true, "0;default;15": false,
	} {
		if guessDark(value) != dark {
			t.Errorf("COLORFGBG=%q: dark is %v", value, !dark)
		}
	}
}
