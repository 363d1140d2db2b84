package keys

import (
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// Printable takes out of typed or pasted text what shows nothing or turns text
// round, for a field draws its text as it is.
func Printable(msg tea.KeyMsg) tea.KeyMsg {
	kept := make([]rune, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		if unicode.IsPrint(r) {
			kept = append(kept, r)
		}
	}
	msg.Runes = kept
	return msg
}
