// Package clipboard copies text to the clipboard of the terminal that the user
// sits at, also over SSH, by the OSC 52 control sequence. A terminal may ignore
// it, and there is no answer, so a confirmation can only say what was sent.
package clipboard
