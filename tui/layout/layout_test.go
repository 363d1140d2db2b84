package layout

import (
	"testing"

	"pgregory.net/rapid"

	"ad2scim/tui/screentest"
)

func TestFitAndEndsKeepTheirWidth(t *testing.T) {
	text := rapid.OneOf(rapid.SampledFrom(screentest.Nasty), rapid.String())
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(0, 100).Draw(r, "width")
		a, b := Safe(text.Draw(r, "a")), Safe(text.Draw(r, "b"))
		for _, got := range []string{Fit(a, width), Right(a, width), Ends(a, b, width)} {
			if w := Width(got); w != width {
				r.Fatalf("%d columns in place of %d: %q", w, width, got)
			}
		}
		for _, l := range Wrap(a, width+20) {
			if w := Width(l); w > width+20 {
				r.Fatalf("%d columns in a width of %d: %q", w, width, l)
			}
		}
	})
}
