package adsync

import (
	"regexp"
	"strings"
)

// The same patterns as in ps/common.ps1, where one of them looks behind and ahead.
var (
	givenWord = regexp.MustCompile(`[^ \t\r\n]+`)
	scriptEnd = regexp.MustCompile(`\.(?:[pP][sS][mM]?1|[cC][mM][dD]|[bB][aA][tT]|[vV][bB][sSeE]|[jJ][sS][eE]?|[wW][sS][fF])["'\\]*$`)
	paramName = regexp.MustCompile(`^[-/][A-Za-z_][A-Za-z0-9_-]*$`)
	// A switch, a plain word or number, what is masked, a variable, a path, a file's
	// name, where output goes, and marks alone.
	givenPlain = regexp.MustCompile(`^(?:[-/][A-Za-z_?][^ \t\r\n]*|[a-z]{1,15}["'\\)}\].,:;|&]*|["'\\({]*(?:[0-9]+|\*+|\$[A-Za-z0-9_:{}]+|%[A-Za-z0-9_]+%)["'\\)}\].,:;|&]*|["'\\]*(?:[A-Za-z]:[\\/]|\\\\|\.{1,2}[\\/])[^ \t\r\n]*|["']?[A-Za-z0-9_.\\-]+\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|csv|txt|log|json|xml)["'\\)}\].,:;]*|[0-9]?[<>][^ \t\r\n]*|["'\\(){}|&;,.=+-]+)$`)
)

// maskGiven masks what a script is given by position: whatever follows its path and
// is not plainly something else. What follows a parameter's name is that one's.
func maskGiven(s string) string {
	var b strings.Builder
	last, started, named := 0, false, false
	for _, at := range givenWord.FindAllStringIndex(s, -1) {
		word, gap := s[at[0]:at[1]], s[last:at[0]]
		b.WriteString(gap)
		last = at[1]
		started = started && !strings.ContainsAny(gap, "\r\n")
		if started && !named && !givenPlain.MatchString(word) {
			b.WriteString("***")
		} else {
			b.WriteString(word)
		}
		started = started && !strings.ContainsAny(word, "|&;") || scriptEnd.MatchString(word)
		named = paramName.MatchString(word)
	}
	return b.String() + s[last:]
}
