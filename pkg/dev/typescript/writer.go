package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// writer writes one file of TypeScript.
type writer struct{ strings.Builder }

func newWriter(source string) *writer {
	w := &writer{}
	w.add("// Generated from %s by `go generate ./pkg/dev/typescript`. Do not edit.\n", source)
	return w
}

func (w *writer) add(format string, args ...any) { fmt.Fprintf(&w.Builder, format, args...) }

// comment writes a comment before a declaration.
func (w *writer) comment(text string) { w.add("\n/** %s */\n", text) }

// list writes a list of words.
func list[T ~string](w *writer, about, name string, words []T) {
	w.comment(about)
	w.add("export const %s = %s as const;\n", name, join(words))
}

// typedList writes a list of words, and the type of one of them.
func typedList[T ~string](w *writer, about, name, typeName string, words []T) {
	list(w, about, name, words)
	w.add("export type %s = (typeof %s)[number];\n", typeName, name)
}

// constant writes a value.
func (w *writer) constant(about, name string, value any) {
	w.comment(about)
	w.add("export const %s = %s;\n", name, quote(value))
}

// fields writes an interface with the JSON fields of a struct, all of them optional on request. typeOf is the type of a field in
// TypeScript.
func (w *writer) fields(about, name string, structType reflect.Type, optional bool, typeOf func(reflect.StructField, string) string) {
	w.comment(about)
	w.structure(name, structType, optional, typeOf)
}

// structure is fields without a comment.
func (w *writer) structure(name string, structType reflect.Type, optional bool, typeOf func(reflect.StructField, string) string) {
	w.add("export interface %s {\n", name)
	mark := ""
	if optional {
		mark = "?"
	}
	for i := range structType.NumField() {
		f := structType.Field(i)
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); key != "-" {
			w.add("  %s%s: %s;\n", key, mark, typeOf(f, key))
		}
	}
	w.add("}\n")
}

// plain is the type of a value in TypeScript, by its kind.
func plain(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int:
		return "number"
	case reflect.Slice:
		return plain(t.Elem()) + "[]"
	default:
		panic("typescript: " + t.String() + " has no type in TypeScript yet: add it to plain")
	}
}

func join[T ~string](words []T) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func quote(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // texts and numbers can always be written
	}
	return string(text)
}
