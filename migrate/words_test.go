package migrate_test

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

// What a text says that belongs to a front end.
var (
	ofTheApp = regexp.MustCompile(
		`(?i)\bpress [a-z]\b|\b(Overview|Groups|Fix|Migrate|Doctor|Log|Connection) \([0-9]\)`)
	ofTheCommand = regexp.MustCompile(
		"(^|[ (`])--[a-z][a-z-]+|\\bad2scim (connect|diff|match|fix|probe|doctor|sync|steps|status|enable|report|watch)\\b")
)

// otherTools are the commands of other programs, with which an admin makes a list.
var otherTools = regexp.MustCompile(`az, aws: --output json|dcli team logs --start 0`)

// phrasing are the files that phrase a result for the command line or the report.
var phrasing = []string{"migrate/remedykind.go", "migrate/report/", "migrate/doctor/table.go"}

// commandsNamed counts, by package, the texts that still name a command or a flag and
// are no Remedy. The numbers only fall: lower one when a text is gone.
var commandsNamed = map[string]int{
	"migrate": 1, "migrate/adsync": 4, "migrate/groupfile": 9, "migrate/idp/entra": 7, "migrate/idp/okta": 1,
	"migrate/idp/pingone": 5, "migrate/idp/rest": 1,
	"migrate/operation": 6, "migrate/scim": 4,
}

// A rule names no key and no screen, and what to do next is a Remedy.
func TestRulesNameNoFrontEnd(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	for path, texts := range textsUnder(t, "migrate") {
		for _, text := range texts {
			if ofTheApp.MatchString(text) {
				t.Errorf("%s names a key or a screen: %q", path, text)
			}
			if ofTheCommand.MatchString(otherTools.ReplaceAllString(text, "")) {
				found[filepath.ToSlash(filepath.Dir(path))]++
			}
		}
	}
	for _, in := range slices.Sorted(maps.Keys(found)) {
		if n := found[in]; n > commandsNamed[in] {
			t.Errorf("%s: %d texts name a command or a flag, and there were %d: make it a migrate.Remedy", in, n,
				commandsNamed[in])
		}
	}
	for in, n := range commandsNamed {
		if found[in] < n {
			t.Errorf("%s: only %d texts name a command or a flag: lower the number %d", in, found[in], n)
		}
	}
}

// textsUnder lists the texts in the code of a folder, but for tests and what phrases.
func textsUnder(t *testing.T, folder string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasSuffix(name, "test"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"),
			slices.ContainsFunc(phrasing, func(p string) bool { return strings.HasPrefix(name, p) }):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				all[name] = append(all[name], text)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 200 {
		t.Fatalf("only %d files are read", len(all))
	}
	return all
}
