package catalog_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

func TestAFindingShowsItsPlaceAndItsCure(t *testing.T) {
	_, findings := catalog.Parse([]catalog.File{
		{Name: "team.yaml", Data: []byte("apiVersion: okr/v1\nkind: Team\nmetadata: {name: 営業部, title: 営業}\nspec: {}\n")},
	})
	want := `team.yaml:3:18: error: "営業部" is not a good name [name/form]
    metadata: {name: 営業部, title: 営業}
                     ^^^^^^
  → use small letters, digits and underscores, beginning with a letter: signup_rate`
	if got := findings[0].String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCaretsStandBelowWideCharacters(t *testing.T) {
	_, findings := catalog.Parse([]catalog.File{
		{Name: "t.yaml", Data: []byte("apiVersion: okr/v1\nkind: Team\nmetadata: {title: 営業部, nome: x}\nspec: {}\n")},
	})
	want := "metadata: {title: 営業部, nome: x}\n                          ^^^^"
	if got := findings[1]; got.Excerpt != want || got.Column != 24 {
		t.Errorf("column %d, excerpt\n%s\nwant\n%s", got.Column, got.Excerpt, want)
	}
}

func TestOfAVeryLongLineTheSurroundingsOfThePlaceAreShown(t *testing.T) {
	rule := func(expr string) catalog.Finding {
		text := "apiVersion: okr/v1\nkind: AlertRule\nmetadata: {name: r}\nspec:\n  decision: Ask\n  expr: " + expr + "\n"
		_, findings := catalog.Parse([]catalog.File{ruledFile(t, everything), {Name: "r.yaml", Data: []byte(text)}})
		return findings[0]
	}
	many := strings.Repeat("signup_rate > 0 && ", 20)
	for name, test := range map[string]struct {
		expr, line string
		column     int
	}{
		"at its beginning": {"orderz > 1 && " + many + "signup_rate > 1", "  expr: orderz > 1 && signup_rate > 0 &&", 9},
		"in its middle":    {many + "orderz > 1 && " + many + "signup_rate > 1", "…", 389},
		"at its end":       {many + "signup_rate > orderz", "…", 403},
	} {
		t.Run(name, func(t *testing.T) {
			f := rule(test.expr)
			line, _, _ := strings.Cut(f.Excerpt, "\n")
			if f.Column != test.column || marked(f) != "orderz" || !strings.HasPrefix(line, test.line) || len([]rune(line)) > 162 {
				t.Errorf("%q is marked in column %d of\n%s", marked(f), f.Column, f.Excerpt)
			}
		})
	}
}

func TestLineEndsAndByteOrderMarksDoNotMovePlaces(t *testing.T) {
	text := "# a comment\napiVersion: okr/v1\nkind: Team\n# another\nmetadata:\n  nome: x\nspec: {}\n"
	places := func(text string) (places []int) {
		_, findings := catalog.Parse([]catalog.File{{Name: "t.yaml", Data: []byte(text)}})
		for _, f := range findings {
			places = append(places, f.Line, f.Column)
		}
		return places
	}
	want := places(text)
	if diff := cmp.Diff([]int{5, 1, 6, 3}, want); diff != "" {
		t.Errorf("places differ:\n%s", diff)
	}
	for name, variant := range map[string]string{
		"Windows":         strings.ReplaceAll(text, "\n", "\r\n"),
		"Old Macintosh":   strings.ReplaceAll(text, "\n", "\r"),
		"Byte order mark": "\ufeff" + text,
	} {
		if diff := cmp.Diff(want, places(variant)); diff != "" {
			t.Errorf("%s: places differ:\n%s", name, diff)
		}
	}
}

func TestFindingsOfAllFilesComeAtOnceAndInOrder(t *testing.T) {
	team := "apiVersion: okr/v1\nkind: Team\nmetadata: {name: sales}\nspec: {}\n"
	_, findings := catalog.Parse([]catalog.File{
		{Name: "a.yaml", Data: []byte(team)},
		{Name: "c.yaml", Data: []byte("{")},
		{Name: "b.yaml", Data: []byte(team + "---\n" + strings.Replace(team, "spec: {}", "spec: {leed: x}", 1))},
	})
	var got []string
	for _, f := range findings {
		got = append(got, f.File+" "+f.Rule)
	}
	want := []string{
		"b.yaml name/duplicate", "b.yaml name/duplicate", "b.yaml schema/unknown-key", "c.yaml yaml/syntax",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
	var failed *catalog.FindingsError
	if err := findings.Err(); !errors.As(err, &failed) || len(failed.Findings) != 4 ||
		!strings.HasPrefix(err.Error(), "the catalog has 4 errors\nb.yaml:3:18: error: there is another team") {
		t.Errorf("error %v", err)
	}
}

func TestADocumentThatCannotBeReadLeavesTheOthersAlone(t *testing.T) {
	text := "kind: [\n---\napiVersion: okr/v1\nkind: Team\nmetadata: {name: Sales}\nspec: {}\n--- # broken too\na: b: c\n"
	_, findings := catalog.Parse([]catalog.File{{Name: "t.yaml", Data: []byte(text)}})
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Rule))
	}
	want := []string{"1:7 yaml/syntax", "5:18 name/form", "8:4 yaml/syntax"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings differ (-want +got):\n%s", diff)
	}
}

func TestNoFilesIsNoCatalog(t *testing.T) {
	c, findings := catalog.Parse(nil)
	if c != nil || len(findings) != 1 || findings[0].Rule != "organization/count" {
		t.Errorf("catalog %v, findings %v", c, findings)
	}
}

func TestReadFolderFindsYAMLInOrder(t *testing.T) {
	files, err := catalog.ReadFolder(fstest.MapFS{
		"b.yml": {Data: []byte("b")}, "a/z.yaml": {Data: []byte("z")}, "README.md": {}, ".git/x.yaml": {},
		"a/.hidden.yaml": {}, "c.json": {}, "D.YAML": {Data: []byte("D")}, "e.Yml": {Data: []byte("e")}, ".F.YML": {},
	})
	want := []catalog.File{
		{Name: "D.YAML", Data: []byte("D")},
		{Name: "a/z.yaml", Data: []byte("z")},
		{Name: "b.yml", Data: []byte("b")},
		{Name: "e.Yml", Data: []byte("e")},
	}
	if diff := cmp.Diff(want, files); err != nil || diff != "" {
		t.Errorf("error %v, files differ (-want +got):\n%s", err, diff)
	}
	if _, err := catalog.ReadFolder(fstest.MapFS{"README.md": {}}); err == nil {
		t.Error("a folder without YAML is accepted")
	}
}
