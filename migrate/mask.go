package migrate

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// secrets are the secrets of this run, the longest first, because one may begin with another.
var secrets struct {
	sync.RWMutex
	secrets []*knownSecret
}

// knownSecret is a secret with the forms in which a server may send it back, apart from escapes.
type knownSecret struct {
	text  string
	forms [][]byte
}

// Minimum lengths, in bytes, from which a secret is masked. Masking shorter ones would mask ordinary words.
const (
	inWords    = 4  // in a message, as a word of its own
	inMessages = 8  // anywhere in a message
	inNames    = 16 // in names too: a group may be named like a password, but not like a token
)

// remember adds a secret of this run, so that Mask finds it.
func remember(text string) {
	if len(text) < inWords {
		return
	}
	secrets.Lock()
	defer secrets.Unlock()
	if slices.ContainsFunc(secrets.secrets, func(s *knownSecret) bool { return s.text == text }) {
		return
	}
	s := &knownSecret{text: text, forms: [][]byte{[]byte(text)}}
	if len(text) >= inMessages {
		s.forms = append(s.forms, otherForms(text)...)
	}
	secrets.secrets = append(secrets.secrets, s)
	slices.SortStableFunc(secrets.secrets, func(a, b *knownSecret) int { return len(b.text) - len(a.text) })
}

// otherForms returns the forms of a secret besides the text itself: inside base64, with + for each space as in a form
// (application/x-www-form-urlencoded), and what remains of it if mask takes a part of the secret itself for an escape.
func otherForms(text string) [][]byte {
	forms := insideBase64(text)
	if strings.Contains(text, " ") {
		forms = append(forms, []byte(strings.ReplaceAll(text, " ", "+")))
	}
	least := inMessages
	if len(text) >= inNames {
		least = inNames
	}
	for _, plain := range rounds([]byte(text))[1:] {
		if len(plain) >= least {
			forms = append(forms, plain)
		}
	}
	return forms
}

// insideBase64 returns the forms that a text takes inside the base64 (RFC 4648 sections 4 and 5) of a longer text,
// such as "Bearer " and the text: one form for each position within a group of three bytes, without the characters
// that depend on its neighbors.
func insideBase64(text string) [][]byte {
	var forms [][]byte
	for before := range 3 {
		whole := append(make([]byte, before), text...)
		whole = append(whole, make([]byte, (3-len(whole)%3)%3)...)
		inner := base64.StdEncoding.EncodeToString(whole)[(before*8+5)/6 : (before+len(text))*8/6]
		forms = append(forms, []byte(inner))
		if other := strings.NewReplacer("+", "-", "/", "_").Replace(inner); other != inner {
			forms = append(forms, []byte(other))
		}
	}
	return forms
}

const masked = "***"

// Mask replaces the secrets of this run in a message from a server. Call it where such a message is received. Don't
// call it for the program's own sentences, because a password may be an ordinary word.
func Mask(message string) string { return string(mask([]byte(message), inWords)) }

// MaskAnswer replaces the tokens of this run in a server's answer, in names too. It leaves shorter secrets
// (passwords), because a group may have the same name.
func MaskAnswer(answer []byte) []byte { return mask(answer, inNames) }

// mask replaces the secrets that have at least this length. It looks for them in the text and in what the text becomes
// when its escapes are resolved, again and again.
func mask(text []byte, shortest int) []byte {
	secrets.RLock()
	defer secrets.RUnlock()
	if len(secrets.secrets) == 0 {
		return text
	}
	all := rounds(text)
	var found []span
	for i, plain := range slices.Backward(all) {
		if found = disjoint(append(found, findSecrets(plain, shortest)...)); i > 0 {
			found = inEscaped(all[i-1], found)
		}
	}
	found = disjoint(found) // two may end in one escape
	if len(found) == 0 {
		return text
	}
	var out []byte
	kept := 0
	for _, s := range found {
		out = append(append(out, text[kept:s.start]...), masked...)
		kept = s.end
	}
	return append(out, text[kept:]...)
}

// mostRounds is how many times a text may have been escaped: JSON within JSON within a URL.
const mostRounds = 3

// rounds returns the text, and what it becomes each time that its escapes are resolved.
func rounds(text []byte) [][]byte {
	all := [][]byte{text}
	for len(all) <= mostRounds {
		plain := Unescape(all[len(all)-1])
		if plain == nil {
			break
		}
		all = append(all, plain)
	}
	return all
}

// disjoint sorts spans, and joins those that overlap.
func disjoint(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var out []span
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && s.start < out[last].end {
			out[last].end = max(out[last].end, s.end)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// findSecrets returns where the secrets that have at least this length are in text.
func findSecrets(text []byte, shortest int) []span {
	var found []span
	for _, s := range secrets.secrets {
		if len(s.text) < shortest {
			break
		}
		for _, form := range s.forms {
			for from := 0; ; {
				at := bytes.Index(text[from:], form)
				if at < 0 {
					break
				}
				one := span{from + at, from + at + len(form)}
				if from = one.end; len(s.text) >= inMessages || isWord(text, one) {
					found = append(found, one)
				}
			}
		}
	}
	return found
}

// isWord reports whether a part of a text is a word of its own.
func isWord(text []byte, part span) bool {
	before, _ := utf8.DecodeLastRune(text[:part.start])
	after, _ := utf8.DecodeRune(text[part.end:])
	return !isInWord(before) && !isInWord(after)
}

func isInWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
