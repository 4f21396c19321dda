// Package facts reads measurements from CSV files, checks every row against the catalog, and writes them back as CSV.
//
// It streams: a file is never held in memory. It imports okr and series only and stores nothing itself.
package facts
