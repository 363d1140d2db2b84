package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// retired maps words that texts for people no longer use to the words in use.
var retired = map[string]string{
	`interlocks?`:                       "requirement",
	`in doubt`:                          "unknown",
	`turn(s|ed)? (it |them )?round`:     "change the other side",
	`(is|are|was|were) told`:            "is shown, is reported",
	`by your word|said by you`:          "confirmed by you",
	`(kept|keeps|held) shut`:            "locked",
	`does not hold any more`:            "no longer true",
	`to be settled|to settle`:           "choose",
	`(goes|go) by the`:                  "uses",
	`(was|were|been|be) looked at`:      "scanned, checked",
	`(not|never) looked at`:             "not scanned, not checked",
	`(was|is|were|are) begun`:           "started",
	`makes? the plan anew`:              "make a new plan",
	`(chosen|self-hosted|this) way\b`:   "path",
	`attested`:                          "confirmed",
	`look again|look at it|look into`:   "check",
	`by hand it is|for somebody who`:    "someone who",
	`do(es)? not go together|go on\?`:   "can't be used together; continue",
	`what (is|was) seen|as (was )?seen`: "result",
}

// values lists literals that programs read, in JSON or in a file, and that never change.
var values = map[string]bool{"attested": true, "done-attested": true, ": done-attested": true, "interlock": true}

// TestGlossary checks the string literals of the commands and of the packages behind them.
func TestGlossary(t *testing.T) {
	t.Parallel()
	words := map[*regexp.Regexp]string{}
	for word, better := range retired {
		words[regexp.MustCompile(`(?i)\b(`+word+`)`)] = better
	}
	// Most texts have no such word, so one search comes before the search for each.
	anyWord := regexp.MustCompile(`(?i)\b(` + strings.Join(slices.Sorted(maps.Keys(retired)), "|") + `)`)
	read := 0
	for _, root := range []string{".", "../../migrate", "../../ldapsrc"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.Contains(path, "test") {
				return err
			}
			read++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				literal, is := n.(*ast.BasicLit)
				if !is || literal.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil || values[text] || !anyWord.MatchString(text) {
					return true
				}
				for word, better := range words {
					if found := word.FindString(text); found != "" {
						t.Errorf("%s: %q: %q is now %q", set.Position(literal.Pos()), text, found, better)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 100 {
		t.Errorf("only %d files were read", read)
	}
}
