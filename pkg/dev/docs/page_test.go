package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the folder of the repository.
const root = "../../.."

// guide is the folder of the documentation, and its index.
const (
	guide = "docs"
	index = "docs/README.md"
)

// page is a page of Markdown.
type page struct {
	name string // its path in the repository
	text string
}

func read(t *testing.T, name string) page {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return page{name, string(text)}
}

// pages are all pages of the guide, and those that stand beside it.
func pages(t *testing.T) []page {
	t.Helper()
	all := []page{read(t, "README.md"), read(t, "CONTRIBUTING.md"), read(t, "SECURITY.md")}
	for _, name := range guidePages(t) {
		all = append(all, read(t, name))
	}
	return all
}

func guidePages(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, guide, "*.md"))
	if err != nil || len(found) < 2 {
		t.Fatalf("%d pages were found: %v", len(found), err)
	}
	for i, name := range found {
		found[i] = guide + "/" + filepath.Base(name)
	}
	return found
}

var (
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	linkTo   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	foreign  = regexp.MustCompile(`^[a-z]+:`)
	unwanted = regexp.MustCompile(`[^\p{L}\p{N}_ -]`) // in an anchor
)

// prose is the text without code, line by line.
func (p page) prose() []string {
	lines := strings.Split(p.text, "\n")
	code := false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if code || fence {
			lines[i] = ""
		}
		code = code != fence
	}
	return lines
}

// link is a link to a file of the repository.
type link struct {
	place  string // file and line
	file   string // where it leads
	anchor string
}

func (p page) links() []link {
	var found []link
	for i, line := range p.prose() {
		for _, target := range linkTo.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1) {
			if foreign.MatchString(target[1]) {
				continue
			}
			file, anchor, _ := strings.Cut(target[1], "#")
			to := p.name
			if file != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(p.name), file))
			}
			found = append(found, link{fmt.Sprintf("%s:%d", p.name, i+1), to, anchor})
		}
	}
	return found
}

// anchors are the names that headings have on GitHub.
func (p page) anchors() map[string]bool {
	found := map[string]bool{}
	for _, line := range p.prose() {
		level, heading, ok := strings.Cut(line, " ")
		if !ok || level == "" || strings.Trim(level, "#") != "" {
			continue
		}
		name := strings.ReplaceAll(unwanted.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
		anchor := name
		for n := 1; found[anchor]; n++ {
			anchor = fmt.Sprintf("%s-%d", name, n)
		}
		found[anchor] = true
	}
	return found
}
