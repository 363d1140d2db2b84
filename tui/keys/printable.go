package keys

import (
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// Printable removes unprintable characters and direction marks from typed or pasted text,
// because a field draws its text unescaped.
func Printable(msg tea.KeyMsg) tea.KeyMsg {
	printable := make([]rune, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		if unicode.IsPrint(r) {
			printable = append(printable, r)
		}
	}
	msg.Runes = printable
	return msg
}
