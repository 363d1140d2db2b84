// Package clipboard copies text to the clipboard of the user's terminal, also over SSH, with
// the OSC 52 control sequence. Terminals may ignore it and don't answer, so a confirmation can
// only say what was sent.
package clipboard
