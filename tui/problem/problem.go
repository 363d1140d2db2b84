package problem

import (
	"errors"
	"strings"

	"ad2scim/migrate"
	"ad2scim/tui/layout"
	"ad2scim/tui/theme"
)

// View draws err in lines of at most width columns, with a bar on the left. hints, if not
// empty, shows the keys that help.
func View(err error, hints string, width int) []string {
	what, why, next := parts(err)
	bar := theme.Bad.Render("┃ ")
	var out []string
	add := func(label, text string, style func(...string) string) {
		if text == "" {
			return
		}
		for i, l := range layout.Wrap(layout.Safe(text), width-2-len(label)) {
			if i > 0 {
				label = strings.Repeat(" ", len(label))
			}
			out = append(out, bar+theme.Muted.Render(label)+style(l))
		}
	}
	add("", "✗ "+what, theme.Bad.Bold(true).Render)
	add("why   ", why, theme.Plain.Render)
	add("next  ", next, theme.Plain.Render)
	if hints != "" {
		out = append(out, bar+hints)
	}
	for i := range out {
		out[i] = layout.Clip(out[i], width)
	}
	return out
}

// Line is the error in one line: what failed and why.
func Line(err error) string {
	what, why, _ := parts(err)
	if why != "" {
		what += ": " + why
	}
	return layout.Safe(what)
}

// titled replaces a step's id in a text by the step's title.
func titled(text, step string) string {
	if title := titleOf(step); title != "" {
		return strings.Replace(text, "step "+step, "step "+title, 1)
	}
	return text
}

func parts(err error) (what, why, next string) {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return titled(p.What, p.Step), p.Why, Next(p.Advice())
	}
	return err.Error(), "", ""
}
