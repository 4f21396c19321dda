package catalog

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// tree is a YAML value in canonical form.
type tree struct {
	form   form
	scalar string   // text of a word or literal
	keys   []string // keys of a mapping
	items  []tree   // values of a mapping or list
}

type form int

const (
	absent  form = iota
	word         // text, which may need quotes
	literal      // a number, true, false or a date
	list
	mapping
)

// writer is a type of the written format that decides how it is written.
type writer interface {
	written() any
}

// treeOf makes a tree of structs of the written format. Keys tagged omitempty are left out where they have no value.
func treeOf(v reflect.Value) tree {
	if w, ok := v.Interface().(writer); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return treeOf(reflect.ValueOf(w.written()))
	}
	if d, ok := v.Interface().(okr.Date); ok {
		return tree{form: literal, scalar: d.String()}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return tree{}
		}
		return treeOf(v.Elem())
	case reflect.Struct:
		return structTree(v)
	case reflect.Map:
		t := tree{form: mapping}
		for _, key := range slices.Sorted(maps.Keys(keyed(v))) {
			t.keys = append(t.keys, key)
			t.items = append(t.items, treeOf(v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key()))))
		}
		return t
	case reflect.Slice, reflect.Array:
		t := tree{form: list}
		for i := range v.Len() {
			t.items = append(t.items, treeOf(v.Index(i)))
		}
		return t
	case reflect.String:
		return tree{form: word, scalar: v.String()}
	case reflect.Float64:
		return tree{form: literal, scalar: number(v.Float())}
	default:
		return tree{form: literal, scalar: fmt.Sprint(v.Interface())}
	}
}

func keyed(v reflect.Value) map[string]bool {
	keys := map[string]bool{}
	for _, key := range v.MapKeys() {
		keys[key.String()] = true
	}
	return keys
}

func structTree(v reflect.Value) tree {
	t := tree{form: mapping}
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		value := v.Field(i)
		if option == "omitempty" && (value.IsZero() || blank(value)) {
			continue
		}
		t.keys = append(t.keys, name)
		t.items = append(t.items, treeOf(value))
	}
	return t
}

// number writes a number without an exponent, unless it would be very long.
func number(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-9 || a >= 1e15) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
