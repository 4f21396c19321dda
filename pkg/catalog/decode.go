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

// places remembers where the keys and values of a document stand, by path such as "spec.keyResults[1].target".
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

// at is the place of the value at a path; of the document where there is none.
func (p *places) at(path string) mark {
	if m, ok := p.values[path]; ok {
		return m
	}
	return p.src.top()
}

// key is the place of the key at a path, or of the value where it has none, as in a list.
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

// reader is a type that reads itself from a node.
type reader interface {
	read(d *decoder, n ast.Node, path string)
}

// decoder fills the structs of the written format from one YAML document and reports everything that does not fit.
type decoder struct {
	*places
	anchors  *anchors
	findings *Findings
	text     okr.TextRule // of the strings in the field that is being read
}

func (d *decoder) report(m mark, rule, hint, format string, args ...any) {
	*d.findings = append(*d.findings, d.src.finding(Error, m, rule, fmt.Sprintf(format, args...), hint))
}

// wrongType reports a value of another form than the key wants.
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

// number reads a number, or reports what the key wants and returns 0.
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

// notation reports a number that readers of YAML take for different ones. The suffix belongs to it. It reports nothing,
// and returns false, where err is of another kind.
func (d *decoder) notation(err error, path, written, suffix string) bool {
	var bad *okr.NotationError
	if !errors.As(err, &bad) {
		return false
	}
	d.report(d.at(path), "schema/number", bad.Cure+suffix, "%s: %s: %s", lastName(path), written+suffix, bad.Reason)
	return true
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// reportSpent reports a document whose aliases and merge keys repeat too much, instead of what is wrong with the part of it
// that was read.
func (d *decoder) reportSpent(before int) {
	if d.anchors.spent() {
		*d.findings = (*d.findings)[:before]
		d.report(d.at(""), "limit/values", "write the values out",
			"aliases and merge keys make more than %d keys and values of the document", maxValues)
	}
}

// value decodes node n, which is not missing, into v.
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
		if s, ok = d.sound(s, path); ok {
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

// sound is a text without white space around it. One that its field cannot take is reported, at the character that is wrong.
func (d *decoder) sound(s, path string) (string, bool) {
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
	if bad.At >= 0 && strings.TrimSpace(s[bad.At:][:1]) != "" { // white space has no place of its own
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
		return // as if it had been left out
	}
	v.Set(reflect.MakeSlice(v.Type(), len(sequence.Values), len(sequence.Values)))
	for i, value := range sequence.Values {
		d.value(value, v.Index(i), item(path, i))
	}
}

// mapping reads map[string]V.
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

// pairs lists a mapping without its duplicate keys, which it reports. keys are some that it can have, for a hint.
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

// fill reads a mapping into the struct of the written format that target points to.
func (d *decoder) fill(n ast.Node, target any, path string) {
	d.structure(n, reflect.ValueOf(target).Elem(), path)
}

// structure reads the fields of a struct of the written format.
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
	done := map[string]bool{} // given, or wrong in a way that has been reported
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

// mappingOf shows how a mapping of keys is written: {min: …, max: …}. Of many keys it names the first ones.
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

// blank reports whether text or a list has nothing in it.
func blank(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Map, reflect.Slice:
		return v.Len() == 0
	default:
		return false
	}
}

// word checks a word against the values that the key allows.
func (d *decoder) word(f field, v reflect.Value, path string) {
	if f.words == nil || v.String() == "" || slices.Contains(f.words, v.String()) {
		return
	}
	d.report(d.at(path), "schema/enum", suggest(v.String(), f.words, "want"), "unknown %s %q", f.name, v.String())
	v.SetString("")
}

// maxSuggested is how many words a hint lists.
const maxSuggested = 12

// suggest names the word that was probably meant, or else those that are allowed.
func suggest(word string, allowed []string, verb string) string {
	if near := okr.Nearest(word, allowed); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(allowed) > maxSuggested {
		return verb + " " + strings.Join(allowed[:maxSuggested], ", ") + " and more"
	}
	return verb + " " + strings.Join(allowed, ", ")
}
