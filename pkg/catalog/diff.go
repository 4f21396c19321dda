package catalog

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ChangeKind says whether a thing of the catalog was added, removed or changed.
type ChangeKind int

// Kinds of changes.
const (
	ChangeUnknown ChangeKind = iota
	Added
	Removed
	Changed
)

func (k ChangeKind) String() string {
	switch k {
	case Added:
		return "added"
	case Removed:
		return "removed"
	case Changed:
		return "changed"
	case ChangeUnknown:
	}
	return "unknown change"
}

// Change is one difference between two catalogs.
type Change struct {
	Kind     ChangeKind
	Resource string // kind of document, or KeyResult
	Name     string // of a key result: objective/key_result
	Path     string // key that changed, such as thresholds.red; "": the whole thing was added or removed
	Old, New string // "": no value
}

// String is the change in one line: "KeyResult faster_first_value/onboarding: target 0.65 → 0.70".
func (c Change) String() string {
	head := c.Resource + " " + c.Name
	if c.Kind != Changed {
		return head + ": " + c.Kind.String()
	}
	before, after := sameDecimals(c.Old, c.New)
	return fmt.Sprintf("%s: %s %s → %s", head, c.Path, oneLine(before), oneLine(after))
}

// sameDecimals writes two numbers with the same number of decimals. Other texts do not change.
func sameDecimals(a, b string) (string, string) {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil || strings.ContainsAny(a+b, "eE") {
		return a, b
	}
	decimals := max(len(a)-1-strings.IndexByte(a+".", '.'), len(b)-1-strings.IndexByte(b+".", '.'), 0)
	return strconv.FormatFloat(x, 'f', decimals, 64), strconv.FormatFloat(y, 'f', decimals, 64)
}

// maxShown is the most characters of a value that a change shows.
const maxShown = 80

func oneLine(s string) string {
	if s == "" {
		return "(none)"
	}
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > maxShown {
		return string(runes[:maxShown-1]) + "…"
	}
	return string(runes)
}

// Diff lists the changes between two catalogs, ordered by kind and name. nil is an empty catalog.
func Diff(before, after *okr.Catalog) []Change {
	was, is := resourcesOf(before), resourcesOf(after)
	keys := slices.Collect(maps.Keys(was))
	for key := range is {
		if _, ok := was[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, resourceKey.compare)
	var changes []Change
	for _, key := range keys {
		old, known := was[key]
		now, stays := is[key]
		switch {
		case !known:
			changes = append(changes, Change{Kind: Added, Resource: key.kind, Name: key.name})
		case !stays:
			changes = append(changes, Change{Kind: Removed, Resource: key.kind, Name: key.name})
		default:
			changes = append(changes, changesOf(key, old, now)...)
		}
	}
	return changes
}

func changesOf(key resourceKey, old, now map[string]string) []Change {
	paths := slices.Collect(maps.Keys(old))
	for path := range now {
		if _, ok := old[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	var changes []Change
	for _, path := range paths {
		if old[path] != now[path] {
			changes = append(changes, Change{
				Kind: Changed, Resource: key.kind, Name: key.name, Path: path, Old: old[path], New: now[path],
			})
		}
	}
	return changes
}

// resourceKey identifies a thing of the catalog.
type resourceKey struct{ kind, name string }

const kindKeyResult = "KeyResult"

func (k resourceKey) compare(o resourceKey) int {
	order := append(kinds(), kindKeyResult)
	if d := slices.Index(order, k.kind) - slices.Index(order, o.kind); d != 0 {
		return d
	}
	return strings.Compare(k.name, o.name)
}

// resourcesOf lists all values of a catalog, by thing and path.
func resourcesOf(c *okr.Catalog) map[resourceKey]map[string]string {
	all := map[resourceKey]map[string]string{}
	if c == nil {
		return all
	}
	all[resourceKey{kindOrganization, c.Organization.Name}] = valuesOf(writeOrganization(c.Organization))
	for _, t := range c.Teams {
		all[resourceKey{kindTeam, t.Name}] = valuesOf(writeTeam(t))
	}
	for _, p := range c.Periods {
		all[resourceKey{kindPeriod, p.Name}] = valuesOf(writePeriod(p))
	}
	for _, m := range c.Metrics {
		all[resourceKey{kindMetric, m.Name}] = valuesOf(writeMetric(m))
	}
	for _, k := range c.KPIs {
		all[resourceKey{kindKPI, k.Name}] = valuesOf(writeKPI(k))
	}
	for _, o := range c.Objectives {
		for _, kr := range o.KeyResults {
			all[resourceKey{kindKeyResult, kr.ID(o.Name)}] = valuesOf(writeKeyResult(kr))
		}
		o.KeyResults = nil
		all[resourceKey{kindObjective, o.Name}] = valuesOf(writeObjective(o))
	}
	for _, r := range c.AlertRules {
		all[resourceKey{kindAlertRule, r.Name}] = valuesOf(writeAlertRule(r))
	}
	return all
}

// valuesOf lists the values of a struct of the written format as texts, by path.
func valuesOf(v any) map[string]string {
	values := map[string]string{}
	flatten(treeOf(reflect.ValueOf(v)), "", values)
	return values
}

func flatten(t tree, path string, values map[string]string) {
	switch t.form {
	case absent:
	case word, literal:
		values[path] = t.scalar
	case list:
		if line, ok := t.inline(); ok {
			values[path] = line
			return
		}
		for i, held := range t.items {
			flatten(held, item(path, i), values)
		}
	case mapping:
		for i, key := range t.keys {
			if path == "" && (key == "spec" || key == "metadata") {
				flatten(t.items[i], "", values)
				continue
			}
			flatten(t.items[i], join(path, key), values)
		}
	}
}
