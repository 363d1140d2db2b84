package migrate_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// ruled are the packages whose constants say how something stands or which step or
// requirement is meant. What follows from one is a rule.
var ruled = []string{"playbook", "evidence", "migration", "doctor", "fix", "operation", "diff"}

// identities begin the constants that name a step, a requirement or a check. A front end
// opens a step by its id and decides nothing by it.
var identities = []string{"playbook.Step", "playbook.Gate", "playbook.Probe"}

// counted are the fields of a comparison by which it is judged.
var counted = []string{"Differs", "Conflicts", "Conflict", "ADOnly", "SCIMOnly", "Exact", "Duplicates", "Unpaired"}

// Nothing in a front end follows from how something stands, but for words, signs and
// colors: a function that compares states yields these alone.
func TestFrontEndsCompareStatesForWordsAlone(t *testing.T) {
	t.Parallel()
	for _, top := range []string{"cmd", "tui"} {
		eachFile(t, top, func(files *token.FileSet, file *ast.File) {
			for _, d := range file.Decls {
				if f, is := d.(*ast.FuncDecl); is && f.Body != nil {
					judge(file, f, func(n ast.Node, what string, always bool) {
						if always || !yieldsWords(f.Type) && !draws(f) {
							t.Errorf("%s: %s in %s: a rule does that", files.Position(n.Pos()), what, f.Name.Name)
						}
					})
				}
			}
		})
	}
}

// judge finds the comparisons with states, and, for which there is always a rule, those
// with identities and the arithmetic on what a comparison has counted.
func judge(file *ast.File, f *ast.FuncDecl, found func(n ast.Node, what string, always bool)) {
	check := func(e ast.Expr) {
		of := selector(file, e)
		pkg, name, _ := strings.Cut(of, ".")
		switch {
		case slices.ContainsFunc(identities, func(id string) bool {
			return strings.HasPrefix(of, id) && of != "playbook.StepView"
		}):
			found(e, "something is compared with "+of, true)
		case slices.Contains(ruled, pkg) && ast.IsExported(name):
			found(e, "something is compared with "+of, false)
		}
	}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				check(n.X)
				check(n.Y)
			}
			if slices.Contains([]token.Token{token.ADD, token.SUB}, n.Op) && (counts(n.X) || counts(n.Y)) {
				found(n, "the counts of a comparison are added or subtracted", true)
			}
		case *ast.TypeSwitchStmt: // its cases are types
			for _, c := range n.Body.List {
				for _, s := range c.(*ast.CaseClause).Body {
					ast.Inspect(s, visit)
				}
			}
			return false
		case *ast.CaseClause:
			for _, e := range n.List {
				check(e)
			}
		}
		return true
	}
	ast.Inspect(f.Body, visit)
}

func counts(e ast.Expr) bool {
	of, is := e.(*ast.SelectorExpr)
	return is && slices.Contains(counted, of.Sel.Name)
}

// yieldsWords reports whether a function's results are all words, signs, styles or lines.
func yieldsWords(f *ast.FuncType) bool {
	if f.Results == nil {
		return false
	}
	for _, r := range f.Results.List {
		at := r.Type
		if list, is := at.(*ast.ArrayType); is {
			at = list.Elt
		}
		switch of := at.(type) {
		case *ast.Ident:
			if of.Name != "string" && of.Name != "paragraph" {
				return false
			}
		case *ast.SelectorExpr:
			if of.Sel.Name != "Style" && of.Sel.Name != "Binding" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// draws reports whether a function writes on a page, and yields nothing.
func draws(f *ast.FuncDecl) bool {
	if f.Type.Results != nil {
		return false
	}
	fields := slices.Clone(f.Type.Params.List)
	if f.Recv != nil {
		fields = append(fields, f.Recv.List...)
	}
	return slices.ContainsFunc(fields, func(field *ast.Field) bool {
		at := field.Type
		if star, is := at.(*ast.StarExpr); is {
			at = star.X
		}
		switch of := at.(type) {
		case *ast.Ident:
			return of.Name == "page" || of.Name == "text"
		case *ast.SelectorExpr:
			return of.Sel.Name == "Page"
		}
		return false
	})
}
