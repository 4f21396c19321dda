// Package catalog reads the catalog that people write (YAML documents in git) into okr.Catalog, finds mistakes with their
// places, and writes it back in one canonical form.
//
// The structs whose names end in Spec are the written format: reading, writing and the JSON Schema for editors follow
// their fields and tags. Besides the standard library and the YAML and schema libraries the package imports only okr,
// series and condition. It knows no database and no Grafana.
package catalog
