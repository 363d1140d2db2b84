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
		connects := to == "migrate/krb5client" || to == "migrate/tlsroots" || to == "migrate/neterror"
		if to != "migrate" && !connects && !under(to, "ldapsrc") && !strings.HasSuffix(to, "test") {
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

// given are the types of packages that reach outside which package operation gives on to the
// front ends under a name of its own: values that are shown, chosen or handed in. What acts,
// records or judges isn't among them. The list only gets shorter.
var given = map[string]string{
	// The identity provider.
	"Provider": "is handed in for tests", "App": "chosen", "Target": "entered", "ProviderStep": "shown",
	"ProviderStepID": "entered", "StepSetting": "shown", "StepMode": "shown", "Cycle": "shown", "CycleState": "shown",
	"Outcome": "shown", "OutcomeState": "shown", "StepPlan": "shown", "StepReport": "shown", "WaitingRun": "shown",
	// AD sync.
	"Targets": "entered", "WinRM": "entered", "SyncHost": "is handed in for tests", "TaskName": "entered",
	"ConsoleReading": "entered", "SyncTaskKey": "chosen", "SyncChoice": "shown", "SyncOutcome": "shown",
	"SyncCertainty": "shown", "SyncSettled": "shown", "SyncAssessment": "shown", "SyncVerdict": "shown",
	"SyncChange": "shown", "SyncWork": "chosen", "SyncAction": "chosen", "SyncCandidate": "shown",
	// The workspace.
	"LockedError": "shown", "ProbeResult": "shown", "JournalEntry": "shown", "WatchEvent": "shown",
}

func TestOperationGivesOnValuesAlone(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	eachFile(t, "migrate/operation", func(_ *token.FileSet, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, is := n.(*ast.TypeSpec); is && spec.Assign.IsValid() {
				if of, is := spec.Type.(*ast.SelectorExpr); is && reachesOutside(file, of) {
					found[spec.Name.Name] = true
				}
			}
			return true
		})
	})
	for name := range found {
		if given[name] == "" {
			t.Errorf("operation gives on %s: a front end gets a result of operation, evidence or a package of rules", name)
		}
	}
	for name := range given {
		if !found[name] {
			t.Errorf("%s isn't given on any more, so take it off the list", name)
		}
	}
}

// decides are the functions and methods by which a rule is made to hold: what is compared,
// planned, carried out, noted or judged. Front ends call operations, which call them.
var decides = []string{
	"diff.Compare", "diff.Decide", "diff.Undecide", "fix.NewPlan", "fix.Apply", "fix.Undo", "fix.Settle", "fix.Examine",
	"fix.Runs", "fix.Unsettled", "doctor.Gather", "doctor.Outdated", "migration.Open", "migration.OpenReadOnly",
	"migration.NewComparison", "migration.About", "playbook.Stale",
	".RecordComparison", ".NamesAtStart", ".Confirm", ".Invalidate", ".Interlocks", ".Evaluate", ".MigrateState",
	".Supersedes",
	".InvalidateComparison", ".SetDecisions", ".CheckJournal", ".Refutation",
}

// known are what is known of something: only operations write it down.
var known = []string{
	"migration.Fact", "migration.Evidence", "migration.Comparison", "playbook.Record", "playbook.Forced",
	"doctor.Origin", "doctor.Finding",
}

// A front end parses, shows and asks. What is decided, and what is written down, is
// decided by an operation or a rule that it calls.
func TestFrontEndsDecideNothing(t *testing.T) {
	t.Parallel()
	for _, top := range []string{"cmd", "tui"} {
		eachFile(t, top, func(files *token.FileSet, file *ast.File) {
			at := func(n ast.Node, format string, args ...any) {
				t.Errorf("%s: "+format, append([]any{files.Position(n.Pos())}, args...)...)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if of := selector(file, n.Fun); slices.ContainsFunc(decides, func(d string) bool {
						return of == d || strings.HasPrefix(d, ".") && strings.HasSuffix(of, d)
					}) {
						at(n, "%s is called: an operation does that", of)
					}
				case *ast.CompositeLit:
					if of := selector(file, n.Type); slices.Contains(known, of) && len(n.Elts) > 0 {
						at(n, "a %s is made: an operation writes down what is known", of)
					}
				}
				return true
			})
		})
	}
}

// selector writes a selector with the package's own name where it is of a package, whatever
// the file calls it; empty for another expression.
func selector(file *ast.File, e ast.Expr) string {
	of, is := e.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	name, is := of.X.(*ast.Ident)
	if !is {
		return "." + of.Sel.Name
	}
	for _, spec := range file.Imports {
		if spec.Name != nil && spec.Name.Name == name.Name {
			path, _ := strconv.Unquote(spec.Path.Value)
			return path[strings.LastIndex(path, "/")+1:] + "." + of.Sel.Name
		}
	}
	return name.Name + "." + of.Sel.Name
}

// eachFile parses the files of a folder and those beneath it, without the tests.
func eachFile(t *testing.T, folder string, do func(files *token.FileSet, file *ast.File)) {
	t.Helper()
	files, found := token.NewFileSet(), 0
	err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasSuffix(filepath.Dir(path), "test") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		found++
		do(files, file)
		return nil
	})
	if err != nil || found < 10 {
		t.Fatal(found, err)
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
