package migrate_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wiring are the packages that reach outside: cmd may know three of them to put the
// parts together, and tui none.
var wiring = []string{
	"migrate/store", "migrate/scim", "migrate/adsync", "migrate/idp", "migrate/groupfile",
	"migrate/watch",
}

// standing are the imports against the rules that are still there. The list only gets
// shorter: an import that is gone must be taken off it.
var standing = map[string][]string{}

// forbidden says why one package must not import another; empty where it may.
func forbidden(from, to string) string {
	under := func(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }
	reaches := slices.ContainsFunc(wiring, func(w string) bool { return under(to, w) })
	switch {
	case strings.HasSuffix(to, "test") && !strings.Contains(from, "test"):
		return "code for tests gets into the program"
	case from == "migrate":
		return "the shared nouns stand alone"
	case under(from, "ldapsrc"):
		if to != "migrate" && to != "migrate/krb5client" && to != "migrate/tlsroots" && !under(to, "ldapsrc") {
			return "reading AD knows the shared nouns alone"
		}
	case under(to, "ldapsrc") && !under(from, "cmd") && !strings.HasSuffix(from, "test"):
		return "cmd alone hands in how AD is read"
	case under(from, "migrate") && (under(to, "tui") || under(to, "cmd")):
		return "no rule knows a front end"
	case under(from, "migrate") && under(to, "migrate/operation") && !under(from, "migrate/operation"):
		return "the use cases stand on the rules, not the other way"
	case under(from, "migrate/store"):
		if to != "migrate" && to != "migrate/exactjson" && !under(to, "migrate/store") {
			return "the folder on the disk knows no rule"
		}
	case pure(from):
		if to != "migrate" && to != "migrate/exactjson" && to != "migrate/render" && !under(to, "migrate/names") &&
			to != "migrate/evidence" && !pure(to) {
			return "a rule over values reaches outside"
		}
		if order(from) <= order(to) && from != to && pure(to) {
			return "one rule stands on another that stands on it"
		}
	case under(from, "tui") && reaches:
		return "a screen gets results of the use cases"
	case under(from, "cmd") && reaches:
		return "cmd parses, calls and renders"
	}
	return ""
}

// rules are the packages of rules over values, each of which may know those before it.
var rules = []string{"migrate/evidence", "migrate/names", "migrate/diff", "migrate/doctor", "migrate/playbook"}

func order(p string) int { return slices.Index(rules, p) }

func pure(p string) bool { return order(p) >= 0 }

// The arrows between the packages point one way.
func TestTheHouse(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	for from, all := range standing {
		for _, to := range all {
			left[from+" "+to] = true
		}
	}
	for from, imports := range house(t) {
		for _, to := range imports {
			why := forbidden(from, to)
			switch at := from + " " + to; {
			case why == "":
			case left[at]:
				left[at] = false
			case !slices.Contains(standing[from], to):
				t.Errorf("%s imports %s: %s", from, to, why)
			}
		}
	}
	for at, unused := range left {
		if unused {
			t.Errorf("%s: the import is gone or allowed, so take it off the list", at)
		}
	}
}

// aliases are the types of packages that reach outside which package operation gives on to
// the front ends under a name of its own. A result type belongs to operation, evidence or
// a package of rules: the number only falls.
const aliases = 42

func TestOperationGivesOnFewTypes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("operation/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	found := 0
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, is := n.(*ast.TypeSpec)
			if !is || !spec.Assign.IsValid() {
				return true
			}
			if of, is := spec.Type.(*ast.SelectorExpr); is && reachesOutside(file, of) {
				found++
			}
			return true
		})
	}
	if found != aliases {
		t.Errorf("operation gives on %d types, and the number is %d", found, aliases)
	}
}

// reachesOutside reports whether a selector is of one of the wiring packages.
func reachesOutside(file *ast.File, of *ast.SelectorExpr) bool {
	name := of.X.(*ast.Ident).Name
	return slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool {
		path, _ := strconv.Unquote(spec.Path.Value)
		path = strings.TrimPrefix(path, "ad2scim/")
		return strings.HasSuffix(path, "/"+name) && slices.ContainsFunc(wiring, func(w string) bool {
			return path == w || strings.HasPrefix(path, w+"/")
		})
	})
}

// house lists the packages of the program with what each imports of the others.
func house(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, top := range []string{"cmd", "tui", "ldapsrc", "migrate"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			from := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			all[from] = append(all[from], nil...)
			for _, spec := range file.Imports {
				to, _ := strconv.Unquote(spec.Path.Value)
				if of, ours := strings.CutPrefix(to, "ad2scim/"); ours && !slices.Contains(all[from], of) {
					all[from] = append(all[from], of)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 40 {
		t.Fatalf("%d packages are found", len(all))
	}
	return all
}
