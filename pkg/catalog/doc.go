// Package catalog reads the catalog that people write (YAML documents in git) into okr.Catalog, says what is wrong with
// it and where, and writes it back in one canonical form.
//
// The structs whose names end in Spec are the written format: reading, writing and the JSON Schema for editors all
// follow their fields and tags. Besides the standard library and the YAML and schema libraries it imports okr, series and
// condition only; it knows neither databases nor Grafana.
package catalog
