package main

import (
	"reflect"
	"strings"

	"github.com/northstar/okrkpi/pkg/plugin"
)

// resourcesSource is what the look-ups and the check of queries return.
func resourcesSource() string {
	w := newWriter("pkg/plugin")
	w.add("import { Grain, Role } from './query.gen';\n")
	for _, t := range plugin.Model() {
		w.add("\n")
		w.structure(strings.ToUpper(t.Name()[:1])+t.Name()[1:], t, false, typeInResource)
	}
	return w.String()
}

// typeInResource is the type of a field. Words of a list have the type of that list.
func typeInResource(f reflect.StructField, key string) string {
	if key == "grain" {
		return "Grain"
	}
	return typeInQuery(f, key)
}
