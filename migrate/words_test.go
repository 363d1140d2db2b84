package migrate_test

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// commandInText is a command of the program in a text.
var commandInText = regexp.MustCompile(
	"(^|[ `(])ad2scim (connect|diff|match|fix|probe|doctor|sync|steps|status|enable|report|watch|config|people|forecast) ?")

// namesCommands are the files under migrate that may name commands, each with its reason.
var namesCommands = map[string]string{
	"migrate/remedykind.go":           "phrases the remedies for the command line",
	"migrate/report":                  "the report is read apart from the app",
	"migrate/idp/okta/diagnose.go":    "the app has no diagnosis",
	"migrate/idp/pingone/diagnose.go": "the app has no diagnosis",
	"migrate/operation/doctorfind.go": "the app's doctor checks nothing by itself",
	"migrate/operation/watchhosts.go": "the app has no watch",
	"migrate/playbook/syncs.go":       "the alarm of status and of its JSON; the app has its own",
}

// What to do next is data: nothing beneath the front ends names the command for it.
func TestWhatToDoNamesNoCommand(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	eachFile(t, "migrate", func(files *token.FileSet, file *ast.File) {
		path := strings.TrimPrefix(filepath.ToSlash(files.Position(file.Pos()).Filename), "../")
		ast.Inspect(file, func(n ast.Node) bool {
			text, is := n.(*ast.BasicLit)
			if !is || text.Kind != token.STRING {
				return true
			}
			words, err := strconv.Unquote(text.Value)
			if err != nil || !commandInText.MatchString(words) {
				return true
			}
			for allowed := range namesCommands {
				if path == allowed || strings.HasPrefix(path, allowed+"/") {
					used[allowed] = true
					return true
				}
			}
			t.Errorf("%s: a command is named; give a migrate.Remedy", files.Position(n.Pos()))
			return true
		})
	})
	for allowed := range namesCommands {
		if !used[allowed] {
			t.Errorf("%s names no command, so take it off the list", allowed)
		}
	}
}
