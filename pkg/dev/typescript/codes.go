package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/frame"
)

// codesSource is the file of the codes in answers, by which rows can be filtered in every language.
func codesSource() string {
	w := newWriter("pkg/frame")
	w.comment("Columns of codes, with what stands in them.")
	w.add("export interface Codes {\n")
	codes := frame.Codes()
	for _, column := range slices.Sorted(maps.Keys(codes)) {
		values := make([]string, len(codes[column]))
		for i, code := range codes[column] {
			values[i] = quote(code)
		}
		w.add("  %s: %s;\n", column, strings.Join(values, " | "))
	}
	w.add("}\n")
	return w.String()
}
