package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheIndexNamesEveryPageAndTheReadmeNamesTheIndex(t *testing.T) {
	var named []string
	for _, l := range read(t, index).links() {
		named = append(named, l.file)
	}
	for _, name := range guidePages(t) {
		if name != index && !slices.Contains(named, name) {
			t.Errorf("%s has no link to %s: say there who reads it, and for what", index, name)
		}
	}
	if !slices.ContainsFunc(read(t, "README.md").links(), func(l link) bool { return l.file == index }) {
		t.Errorf("README.md has no link to %s", index)
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	links := 0
	for _, p := range pages(t) {
		for _, l := range p.links() {
			links++
			if _, err := os.Stat(filepath.Join(root, l.file)); err != nil {
				t.Errorf("%s: there is no %s", l.place, l.file)
				continue
			}
			if l.anchor != "" && !read(t, l.file).anchors()[l.anchor] {
				t.Errorf("%s: %s has no heading #%s", l.place, l.file, l.anchor)
			}
		}
	}
	if links < 100 {
		t.Errorf("only %d links were found", links)
	}
}

// codePath is a path in the repository, at a place where it does not go on from another.
var codePath = regexp.MustCompile(`(?:^|[^\w/.-]|\./)((?:pkg|src|scripts|examples)/[\w./*-]+)`)

func TestEveryPathIsThatOfTheCode(t *testing.T) {
	paths := 0
	for _, p := range pages(t) {
		for i, line := range strings.Split(p.text, "\n") {
			for _, found := range codePath.FindAllStringSubmatch(line, -1) {
				paths++
				name := strings.TrimRight(strings.TrimSuffix(found[1], "/..."), ".")
				if files, err := filepath.Glob(filepath.Join(root, name)); err != nil || len(files) == 0 {
					t.Errorf("%s:%d: there is no %s", p.name, i+1, name)
				}
			}
		}
	}
	if paths < 50 {
		t.Errorf("only %d paths were found", paths)
	}
}
