package doctor

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed words.yaml
var wordsYAML []byte

// phrase is the text of a finding. In a variant, an empty field means the text of the finding itself.
type phrase struct {
	Grade Grade  `yaml:"grade"`
	Title string `yaml:"title"`
	Why   string `yaml:"why"`
	Next  string `yaml:"next"`
	Do    string `yaml:"do"`
}

// note is a sentence that is added to Why, or before or after Next, or that replaces Next.
type note struct {
	Why     string `yaml:"why"`
	First   string `yaml:"first"`
	Next    string `yaml:"next"`
	Instead string `yaml:"instead"`
}

// question is the text of a question for a fact.
type question struct {
	Grade Grade  `yaml:"grade"`
	Ask   string `yaml:"ask"`
	Why   string `yaml:"why"`
	How   string `yaml:"how"`
}

// phrases are the texts of a finding and its variants.
type phrases struct {
	phrase   `yaml:",inline"`
	Variants map[string]phrase `yaml:"variants"`
}

// wordList is the content of words.yaml.
type wordList struct {
	Facts    map[Fact]question `yaml:"facts"`
	Findings map[ID]phrases    `yaml:"findings"`
	Notes    map[string]note   `yaml:"notes"`
}

// words returns the embedded texts. A test checks that they are complete.
var words = sync.OnceValue(func() *wordList {
	w, err := readWords(wordsYAML)
	if err != nil {
		panic("the embedded words of the doctor are broken: " + err.Error())
	}
	return w
})

func readWords(text []byte) (*wordList, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	w := new(wordList)
	return w, dec.Decode(w)
}

// phrase returns the text for a hit.
func (h hit) phrase() phrase {
	of := words().Findings[h.id]
	p, v := of.phrase, of.Variants[h.variant]
	replace(&p.Title, v.Title)
	replace(&p.Why, v.Why)
	replace(&p.Next, v.Next)
	replace(&p.Do, v.Do)
	if v.Grade != "" {
		p.Grade = v.Grade
	}
	for _, name := range h.notes {
		note := words().Notes[name]
		p.Why = strings.TrimSpace(p.Why + " " + note.Why)
		p.Next = strings.TrimSpace(note.First + " " + p.Next + " " + note.Next)
		replace(&p.Next, note.Instead)
	}
	return p
}

func replace(s *string, by string) {
	if by != "" {
		*s = by
	}
}

func (h hit) finding() Finding {
	p := h.phrase()
	return Finding{ID: h.id, Certainty: h.certainty, Title: p.Title, Why: p.Why, Next: p.Next, Source: p.Grade}
}
