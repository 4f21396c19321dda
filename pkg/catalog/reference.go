package catalog

import (
	"maps"
	"slices"
	"strings"
)

// names is the set of names of one kind.
type names map[string]bool

func (n names) sorted() []string { return slices.Sorted(maps.Keys(n)) }

// refer checks that the name at a path exists, and reports it otherwise. It skips an empty name, which is optional or has
// been reported, and all names while a document could not be read.
func (b *builder) refer(p *places, path, what, name string, known names) bool {
	if name == "" || known[name] || b.lost {
		return known[name]
	}
	hint := "define it, or correct the name"
	if b.suggested++; len(known) > 0 && b.suggested <= maxSuggestion {
		hint = suggest(name, known.sorted(), "there is")
	}
	b.errorf(p, path, "reference/unknown", hint, "there is no %s %q", what, name)
	return false
}

// referAll checks a list of names, each of which may occur once.
func (b *builder) referAll(p *places, path, what string, list []string, known names) {
	seen := names{}
	for i, name := range list {
		at := item(path, i)
		if seen[name] {
			b.errorf(p, at, "reference/duplicate", "name it once", "%s %q is named twice", what, name)
		}
		seen[name] = true
		b.refer(p, at, what, name, known)
	}
}

// cycles finds paths that lead from a name back to itself. Each edge that closes a cycle is found once.
func cycles(edges map[string][]string) [][]string {
	const (
		unseen = iota
		open
		closed
	)
	state := map[string]int{}
	var path []string
	var found [][]string
	var visit func(string)
	visit = func(n string) {
		state[n] = open
		path = append(path, n)
		for i, next := range edges[n] {
			if slices.Contains(edges[n][:i], next) {
				continue
			}
			switch state[next] {
			case open:
				found = append(found, append(slices.Clone(path[slices.Index(path, next):]), next))
			case unseen:
				visit(next)
			}
		}
		path = path[:len(path)-1]
		state[n] = closed
	}
	for _, n := range slices.Sorted(maps.Keys(edges)) {
		if state[n] == unseen {
			visit(n)
		}
	}
	return found
}

func arrows(cycle []string) string { return strings.Join(cycle, " → ") }
