package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module       = "github.com/northstar/okrkpi/"
	architecture = "docs/architecture.md"
	testHelper   = "pkg/postgres/pgtest" // of the tests of all packages; it starts a server of pkg/dev
)

var packageRow = regexp.MustCompile("(?m)^\\| `(pkg/[^`]+)` \\|")

// table is the table of packages, in its order.
type table []string

func readTable(t *testing.T) table {
	t.Helper()
	var rows table
	for _, row := range packageRow.FindAllStringSubmatch(read(t, architecture).text, -1) {
		rows = append(rows, row[1])
	}
	if len(rows) < 15 {
		t.Fatalf("only %d packages are in the table", len(rows))
	}
	return rows
}

// row is the row that describes a package: its own, or that of the package whose part it is; −1 for none.
func (rows table) row(name string) int {
	for name != "." && name != "pkg/dev" {
		if i := slices.Index(rows, name); i >= 0 {
			return i
		}
		name = path.Dir(name)
	}
	return -1
}

func TestPackagesImportOnlyThoseAboveThemInTheTable(t *testing.T) {
	rows := readTable(t)
	files := 0
	err := fs.WalkDir(os.DirFS(root), "pkg", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		folder := path.Dir(name)
		if folder == "pkg" || folder == testHelper {
			return nil
		}
		files++
		from := rows.row(folder)
		if from < 0 {
			t.Errorf("%s is not in the table of packages in %s", folder, architecture)
			return fs.SkipDir
		}
		for _, imported := range imports(t, name) {
			if to := rows.row(imported); to > from {
				t.Errorf("%s imports %s, which stands below %s in the table of packages", name, imported, rows[from])
			}
		}
		return nil
	})
	if err != nil || files < 200 {
		t.Errorf("%d files were read: %v", files, err)
	}
}

// imports are the packages of this module that a file imports.
func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), root+"/"+file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, s := range parsed.Imports {
		name, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if local, ok := strings.CutPrefix(name, module); ok {
			found = append(found, local)
		}
	}
	return found
}
