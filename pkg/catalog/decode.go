package catalog

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// places has the places of keys and values in a document, by path such as "spec.keyResults[1].target".
type places struct {
	src    *source
	keys   map[string]mark
	values map[string]mark
}

// has reports whether a value was written at a path.
func (p *places) has(path string) bool {
	_, ok := p.values[path]
	return ok
}

// at is the place of the value at a path; without a value, the place of the document.
func (p *places) at(path string) mark {
	if m, ok := p.values[path]; ok {
		return m
	}
	return p.src.top()
}

// key is the place of the key at a path; without a key, as in a list, that of the value.
func (p *places) key(path string) mark {
	if m, ok := p.keys[path]; ok {
		return m
	}
	return p.at(path)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// reader is a type that decodes itself from a YAML node.
type reader interface {
	read(d *decoder, n ast.Node, path string)
}

// decoder decodes one YAML document into the structs of the written format and reports what does not fit.
type decoder struct {
	*places
	anchors  *anchors
	findings *Findings
	text     okr.TextRule // rule for the strings of the current field
}

func (d *decoder) report(m mark, rule, hint, format string, args ...any) {
	*d.findings = append(*d.findings, d.src.finding(Error, m, rule, fmt.Sprintf(format, args...), hint))
}

// wrongType reports a value of another type than the key takes.
func (d *decoder) wrongType(n ast.Node, path, want string) {
	hint := "write " + want
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		if strings.HasPrefix(want, "text") {
			hint = fmt.Sprintf("put it in quotes: %q", strings.TrimSpace(n.GetToken().Value))
		}
	case *ast.StringNode:
		if want == "a list" {
			hint = "put it in brackets: [" + strings.TrimSpace(n.GetToken().Value) + "]"
		}
	}
	d.report(d.at(path), "schema/type", hint, "%s: want %s, got %s", lastName(path), want, describe(n))
}

// number reads a number. It reports what the key takes, and ok is false, where there is none.
func (d *decoder) number(n ast.Node, path, want string) (f float64, ok bool) {
	f, err := scalarNumber(n)
	switch {
	case err == nil:
		return f, true
	case !d.notation(err, path, strings.TrimSpace(n.GetToken().Value), ""):
		d.wrongType(n, path, want)
	}
	return 0, false
}

// notation reports a number in a notation that YAML parsers read differently. suffix is written after the number. It
// returns false, and reports nothing, for other errors.
func (d *decoder) notation(err error, path, written, suffix string) bool {
	var bad *okr.NotationError
	if !errors.As(err, &bad) {
		return false
	}
	d.report(d.at(path), "schema/number", bad.Cure+suffix, "%s: %s: %s", lastName(path), written+suffix, bad.Reason)
	return true
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// reportSpent reports a document in which aliases and merge keys repeat too much. That finding replaces those about the
// part that was read.
func (d *decoder) reportSpent(before int) {
	if d.anchors.spent() {
		*d.findings = (*d.findings)[:before]
		d.report(d.at(""), "limit/values", "write the values out",
			"aliases and merge keys make more than %d keys and values of the document", maxValues)
	}
}

// value decodes the node n, which is not nil, into v.
func (d *decoder) value(n ast.Node, v reflect.Value, path string) {
	if !d.anchors.take() {
		return
	}
	d.values[path] = d.src.markOf(firstToken(n))
	alias, _ := n.(*ast.AliasNode)
	n = d.anchors.resolve(n)
	if n == nil && alias != nil {
		d.report(d.at(path), "yaml/alias", "write &name before the value that *name repeats", "the alias leads nowhere")
		return
	}
	if n == nil {
		d.report(d.at(path), "schema/type", "write a value, or leave the key out", "%s has no value", lastName(path))
		return
	}
	if r, ok := v.Addr().Interface().(reader); ok {
		r.read(d, n, path)
		return
	}
	if date, ok := v.Addr().Interface().(*okr.Date); ok {
		d.date(n, date, path)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		held, before := reflect.New(v.Type().Elem()), len(*d.findings)
		d.value(n, held.Elem(), path)
		_, whole := held.Interface().(reader)
		if len(*d.findings) == before || held.Elem().Kind() == reflect.Struct && !whole {
			v.Set(held)
		}
	case reflect.Struct:
		d.structure(n, v, path)
	case reflect.Slice:
		d.list(n, v, path)
	case reflect.Map:
		d.mapping(n, v, path)
	default:
		d.scalar(n, v, path)
	}
}

func (d *decoder) date(n ast.Node, date *okr.Date, path string) {
	s, ok := scalarText(n)
	if !ok {
		d.wrongType(n, path, "a date like 2026-11-22")
		return
	}
	parsed, err := okr.ParseDate(s)
	if err != nil {
		d.report(d.at(path), "schema/type", "write year-month-day", "%s: %v", lastName(path), err)
		return
	}
	*date = parsed
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		s, ok := scalarText(n)
		if !ok {
			d.wrongType(n, path, "text")
			return
		}
		if s, ok = d.checkedText(s, path); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		b, ok := n.(*ast.BoolNode)
		if !ok {
			d.wrongType(n, path, "true or false")
			return
		}
		v.SetBool(b.Value)
	case reflect.Int:
		f, ok := d.number(n, path, "a whole number")
		if ok && f != float64(int(f)) {
			d.wrongType(n, path, "a whole number")
			return
		}
		v.SetInt(int64(f))
	case reflect.Float64:
		f, _ := d.number(n, path, "a number")
		v.SetFloat(f)
	default:
		panic("catalog: no reader for " + v.Type().String())
	}
}

// checkedText is a text without surrounding white space. A text that breaks the rule of its field is reported at the wrong
// character.
func (d *decoder) checkedText(s, path string) (string, bool) {
	s = strings.TrimSpace(s)
	bad := d.text.Check(s)
	if bad == nil {
		return s, true
	}
	if d.src.stored {
		return d.text.Clean(s), true
	}
	m, rule := d.at(path), "text/length"
	if bad.At >= 0 {
		rule = "text/character"
	}
	if bad.At >= 0 && strings.TrimSpace(s[bad.At:][:1]) != "" { // white space is not marked
		before := s[:bad.At]
		line, rest := 1+strings.Count(before, "\n"), before[strings.LastIndexByte(before, '\n')+1:]
		m = d.src.inside(m, s, line, 1+utf8.RuneCountInString(rest), 1)
	}
	d.report(m, rule, bad.Cure, "%s: %s", lastName(path), bad.Reason)
	return "", false
}

func (d *decoder) list(n ast.Node, v reflect.Value, path string) {
	sequence, ok := n.(*ast.SequenceNode)
	if !ok {
		d.wrongType(n, path, "a list")
		return
	}
	if len(sequence.Values) == 0 {
		return // an empty list is the same as none
	}
	v.Set(reflect.MakeSlice(v.Type(), len(sequence.Values), len(sequence.Values)))
	for i, value := range sequence.Values {
		d.value(value, v.Index(i), item(path, i))
	}
}

// mapping decodes a map[string]V.
func (d *decoder) mapping(n ast.Node, v reflect.Value, path string) {
	pairs, ok := d.pairs(n, path, "name")
	if !ok || len(pairs) == 0 {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range pairs {
		value := reflect.New(v.Type().Elem()).Elem()
		d.value(p.value, value, join(path, p.name))
		v.SetMapIndex(reflect.ValueOf(p.name), value)
	}
}

// pairs lists the pairs of a mapping, without duplicate keys, which it reports. keys are examples for a hint.
func (d *decoder) pairs(n ast.Node, path string, keys ...string) ([]pair, bool) {
	pairs, ok := d.anchors.pairs(n)
	if !ok {
		d.wrongType(n, path, "a mapping such as "+mappingOf(keys))
		return nil, false
	}
	var unique []pair
	for _, p := range pairs {
		m := d.src.markOf(p.key.GetToken())
		if bad := okr.NameText.Check(p.name); bad != nil {
			d.report(m, "text/key", bad.Cure, "the key %s %s", okr.Quote(p.name), bad.Reason)
			continue
		}
		if first, seen := d.keys[join(path, p.name)]; seen {
			d.report(m, "yaml/duplicate-key", "keep one of the two",
				"%s is given twice: first on line %d", p.name, first.line)
			continue
		}
		d.keys[join(path, p.name)] = m
		unique = append(unique, p)
	}
	return unique, true
}

// fill decodes a mapping into the struct that target points to.
func (d *decoder) fill(n ast.Node, target any, path string) {
	d.structure(n, reflect.ValueOf(target).Elem(), path)
}

// structure decodes a mapping into the fields of a struct.
func (d *decoder) structure(n ast.Node, v reflect.Value, path string) {
	fields := fieldsOf(v.Type())
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		names = append(names, f.name)
	}
	pairs, ok := d.pairs(n, path, names...)
	if !ok {
		return
	}
	done := map[string]bool{} // keys that have a value or a finding
	for _, p := range pairs {
		at := join(path, p.name)
		f, ok := findField(fields, p.name)
		if !ok {
			d.report(d.keys[at], "schema/unknown-key", suggest(p.name, names, "it takes"), "unknown key %q", p.name)
			continue
		}
		before := len(*d.findings)
		d.text = f.text
		d.value(p.value, v.Field(f.index), at)
		d.word(f, v.Field(f.index), at)
		done[f.name] = !blank(v.Field(f.index)) || len(*d.findings) > before
	}
	for _, f := range fields {
		if f.required && !done[f.name] {
			d.report(d.key(path), "schema/required", "add "+f.name+": "+f.description,
				"%s is missing", join(lastName(path), f.name))
		}
	}
}

// mappingOf shows a mapping with the keys: {min: …, max: …}. Of many keys it shows the first ones.
func mappingOf(keys []string) string {
	const shown = 4
	var b strings.Builder
	for i, key := range keys[:min(len(keys), shown)] {
		b.WriteString([]string{"{", ", "}[min(i, 1)] + key + ": …")
	}
	if len(keys) > shown {
		b.WriteString(", …")
	}
	return b.String() + "}"
}

// blank reports whether a text, list or map is empty.
func blank(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Map, reflect.Slice:
		return v.Len() == 0
	default:
		return false
	}
}

// word checks that a word is one of those that the key takes.
func (d *decoder) word(f field, v reflect.Value, path string) {
	if f.words == nil || v.String() == "" || slices.Contains(f.words, v.String()) {
		return
	}
	d.report(d.at(path), "schema/enum", suggest(v.String(), f.words, "want"), "unknown %s %q", f.name, v.String())
	v.SetString("")
}

// maxSuggested is the most words that a hint lists.
const maxSuggested = 12

// suggest is a hint with the allowed word that was probably meant, or else with the allowed words.
func suggest(word string, allowed []string, verb string) string {
	if near := okr.Nearest(word, allowed); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(allowed) > maxSuggested {
		return verb + " " + strings.Join(allowed[:maxSuggested], ", ") + " and more"
	}
	return verb + " " + strings.Join(allowed, ", ")
}
