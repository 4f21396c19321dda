package main

import (
	"reflect"
	"strings"

	"github.com/northstar/okrkpi/pkg/plugin"
)

// settingsSource is the file of the settings that the configuration page edits.
func settingsSource() string {
	w := newWriter("pkg/plugin")
	typedList(w, "Ways to encrypt the connection, from the weakest to the strongest.", "tlsModes", "TLSMode", plugin.TLSModes())
	settings := reflect.TypeFor[plugin.Settings]()
	w.fields("The settings of a data source. What is left out has its default.", "Settings", settings, true,
		func(f reflect.StructField, key string) string {
			if key == "tlsMode" {
				return "TLSMode"
			}
			return plain(f.Type)
		})
	w.comment("What the back end takes where a setting is left out.")
	w.add("export const defaults = {\n")
	values := reflect.ValueOf(plugin.Defaults())
	for i := range settings.NumField() {
		key, _, _ := strings.Cut(settings.Field(i).Tag.Get("json"), ",")
		if value := values.Field(i); key != "-" && !value.IsZero() {
			w.add("  %s: %s,\n", key, quote(value.Interface()))
		}
	}
	w.add("} as const;\n")
	return w.String()
}
