package tui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"ad2scim/tui/keys"
	"ad2scim/tui/layout"
	"ad2scim/tui/screen"
	"ad2scim/tui/session"
	"ad2scim/tui/task"
	"ad2scim/tui/theme"
)

const (
	minWidth, minHeight = 80, 24
	headHeight          = 2
	footHeight          = 1
	name                = " ad2scim  "
)

// brand is the program's name in front of the tabs, or a space where the name doesn't fit.
func (a *App) brand() string {
	if len(name)+a.tabsWidth() > a.width {
		return " "
	}
	return name
}

func (a *App) tabsWidth() int {
	return layout.Width(strings.Join(a.tabLabels(), ""))
}

// tabLabels returns the tabs' labels. If they don't fit, the names of the tabs that aren't open
// are shortened.
func (a *App) tabLabels() []string {
	labels := make([]string, len(a.screens))
	for letters := longestTitle; ; letters-- {
		for i, s := range a.screens {
			title := s.Title()
			if i != a.open {
				title = title[:min(len(title), letters)]
			}
			labels[i] = " " + strconv.Itoa(i+1) + " " + title + " "
		}
		if letters == 0 || layout.Width(strings.Join(labels, ""))+1 <= a.width {
			return labels
		}
	}
}

// longestTitle is longer than every screen's title.
const longestTitle = 20

func (a *App) tooSmall() bool { return a.width < minWidth || a.height < minHeight }

// View draws the whole window.
func (a *App) View() string { return layout.Frame(a.draw()) }

func (a *App) draw() string {
	switch {
	case a.width <= 0 || a.height <= 0:
		return ""
	case a.tooSmall():
		return a.smallView()
	}
	body := a.current().View()
	switch {
	case a.picker != nil:
		body = a.picker.View()
	case a.helpOpen:
		body = a.help.View()
	}
	foot := a.foot()
	return a.head() + "\n" + layout.Box(body, a.width, a.height-headHeight-1-strings.Count(foot, "\n")) + "\n" + foot
}

func (a *App) smallView() string {
	text := fmt.Sprintf("the window is %d×%d; ad2scim needs %d×%d", a.width, a.height, minWidth, minHeight)
	switch {
	case a.confirmingQuit() && a.runningScreen() >= 0:
		text = a.quitWarning()
	case a.confirmingQuit(): // the hidden screen takes no key to save
		text += "; something is not saved, " + a.quitKey + " again quits without saving"
	}
	lines := layout.Wrap(text, a.width)
	return layout.Box(strings.Repeat("\n", max(0, (a.height-len(lines))/2))+strings.Join(lines, "\n"), a.width, a.height)
}

// head draws the tabs and a line below them that is thicker under the open tab.
func (a *App) head() string {
	brand := a.brand()
	tabs, rule := theme.Strong.Render(brand), strings.Repeat("─", len(brand))
	used := len(brand)
	rule = theme.Faint.Render(rule)
	for i, label := range a.tabLabels() {
		w := layout.Width(label)
		if i == a.open {
			tabs += theme.Title.Render(label)
			rule += theme.Title.Render(strings.Repeat("━", w))
		} else {
			tabs += theme.Faint.Render(label[:2]) + theme.Muted.Render(label[2:])
			rule += layout.Rule(w)
		}
		used += w
	}
	right := theme.Muted.Render(a.sidesText(a.width - used - 3))
	if text := a.runningWork(); text != "" && a.width-used-3 >= workWidth {
		right = theme.Accent.Render(layout.Clip("▷ "+text, a.width-used-3))
	}
	return layout.Ends(tabs, right+" ", a.width) + "\n" +
		layout.Fit(rule+layout.Rule(a.width-used), a.width)
}

// tabAt returns the tab at column x.
func (a *App) tabAt(x int) (int, bool) {
	at := len(a.brand())
	for i, label := range a.tabLabels() {
		w := layout.Width(label)
		if x >= at && x < at+w {
			return i, true
		}
		at += w
	}
	return 0, false
}

// workWidth is the minimum width for showing running work beside the tabs. If there is less
// room, the footer shows it.
const workWidth = 30

// headRoom is the width left beside the tabs.
func (a *App) headRoom() int { return a.width - len(a.brand()) - a.tabsWidth() - 3 }

// runningWork describes the work that runs on another screen or reads a side, so that every
// screen shows it.
func (a *App) runningWork() string {
	for i, s := range a.screens {
		if w, ok := s.(screen.Worker); ok && i != a.open && w.Work().Running() {
			return s.Title() + ": " + layout.Safe(w.Work().Line())
		}
	}
	switch title := a.current().Title(); {
	case title == screen.Overview, title == screen.Connection, title == screen.Groups && a.session.Result == nil:
		return "" // these screens show it themselves
	}
	for _, t := range []*task.Task{&a.session.AD.Task, &a.session.SCIM.Task, &a.session.Compare} {
		if t.Running() {
			return layout.Safe(t.Line())
		}
	}
	return ""
}

// sidesText names both sides and the time of the comparison, as far as they fit.
func (a *App) sidesText(room int) string {
	s := a.session
	if !s.AD.Set() && !s.SCIM.Set() {
		return ""
	}
	ends := layout.Safe(s.AD.Name()) + " → " + layout.Safe(s.SCIM.Name())
	before, after := "", ""
	if s.Demo {
		before = "demo: "
	}
	if at := s.ReadAt(); !at.IsZero() {
		after = " · " + session.Clock(at)
	}
	for _, text := range []string{before + ends + after, before + ends, ends + after, ends} {
		if layout.Width(text) <= room {
			return text
		}
	}
	return ends
}

// quitWarning says what quitting does while a change is running or work is unsaved.
func (a *App) quitWarning() string {
	if a.runningScreen() >= 0 {
		return "a change is in progress: esc stops it, " + a.quitKey + " quits anyway"
	}
	_, text := a.unsavedScreen()
	return text + ", " + a.quitKey + " again quits without saving"
}

// foot draws the key hints, after the notice if there is one. A notice that doesn't fit beside
// them covers them and the lines above until the next key.
func (a *App) foot() string {
	if a.confirmingQuit() {
		return layout.Fit(" "+theme.Warn.Render("! ")+theme.Strong.Render(a.quitWarning()), a.width)
	}
	right := hints([]key.Binding{keys.Help, keys.Bind("q", a.backWord(), "q")}, a.width)
	if a.picker != nil {
		return layout.Ends(" "+hints(a.picker.Hints(), a.width), "", a.width)
	}
	if a.helpOpen {
		return layout.Ends(" "+hints([]key.Binding{keys.Bind("esc", "close help")}, a.width), "", a.width)
	}
	if a.current().Typing() {
		right = ""
	}
	room := a.width - layout.Width(right) - 4
	left := " "
	if text := a.runningWork(); text != "" && a.headRoom() < workWidth {
		left += theme.Accent.Render(layout.Clip("▷ "+text, workWidth)) + hintGap
	}
	if text := layout.Safe(a.notice.Text); text != "" {
		sign := theme.Good.Render("✓ ")
		if a.notice.Wrong {
			sign = theme.Warn.Render("! ")
		}
		if layout.Width(text) > room-layout.Width(left)-2 {
			return a.longNotice(sign, text)
		}
		left += sign + text + hintGap + hintGap
	}
	left += hints(a.current().ShortHelp(), room-layout.Width(left))
	return layout.Ends(left, right+" ", a.width)
}

// maxNoticeLines is the maximum number of lines of a notice.
const maxNoticeLines = 4

func (a *App) longNotice(sign, text string) string {
	lines := layout.Wrap(text, a.width-4)
	if len(lines) > maxNoticeLines {
		lines = lines[:maxNoticeLines]
		lines[maxNoticeLines-1] = layout.Clip(lines[maxNoticeLines-1]+"…", a.width-4)
	}
	for i, line := range lines {
		lines[i] = layout.Fit(" "+sign+line, a.width)
		sign = "  "
	}
	return strings.Join(lines, "\n")
}

func (a *App) backWord() string {
	if a.open == 0 {
		return "quit"
	}
	return "back"
}

const hintGap = "  "

// hints lists as many bindings as fit in one line. They are ordered by use, so that the least
// used are left out.
func hints(bindings []key.Binding, width int) string {
	out, used := "", 0
	for _, b := range bindings {
		h := b.Help()
		w := layout.Width(h.Key) + 1 + layout.Width(h.Desc)
		if used > 0 {
			w += len(hintGap)
		}
		if !b.Enabled() {
			continue
		}
		if used+w > width { // the rest is used less
			break
		}
		if used > 0 {
			out += hintGap
		}
		out += theme.Accent.Render(h.Key) + " " + theme.Muted.Render(h.Desc)
		used += w
	}
	return out
}
