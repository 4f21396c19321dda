package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// step is a step of a walk: its indent, file and function. It is called by the nearest step above it that is indented less.
var step = regexp.MustCompile("^( *)[0-9]+\\. (?:`(pkg/[^`]+\\.go)` `(\\w+)`)?")

// Each step names a function that its file has, and no package calls back up: a call goes from a row of the table of packages to the
// same row or one nearer to the top.
func TestTheWalksAreThoseOfTheCode(t *testing.T) {
	rows := readTable(t)
	_, walks, _ := strings.Cut(read(t, architecture).text, "\n## Walks\n")
	walks, _, _ = strings.Cut(walks, "\n## ")
	type call struct {
		indent int
		row    int
		name   string
	}
	var callers []call
	steps := 0
	for line := range strings.SplitSeq(walks, "\n") {
		m := step.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		callers = slices.DeleteFunc(callers, func(c call) bool { return c.indent >= len(m[1]) })
		if m[2] == "" {
			continue // of Grafana, PostgreSQL or a person
		}
		steps++
		file, function := m[2], m[3]
		if !slices.Contains(functions(t, file), function) {
			t.Errorf("%s has no function %s", file, function)
		}
		row := rows.row(path.Dir(file))
		if row < 0 {
			t.Errorf("%s: its package is not in the table", file)
			continue
		}
		if n := len(callers); n > 0 && callers[n-1].row < row {
			t.Errorf("%s of %s calls %s of %s, which stands below it in the table", callers[n-1].name, rows[callers[n-1].row], function, rows[row])
		}
		callers = append(callers, call{len(m[1]), row, function})
	}
	if steps < 40 {
		t.Errorf("only %d steps were found", steps)
	}
}

// functions are the names of the functions and methods that a file declares.
func functions(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return nil
	}
	var names []string
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
