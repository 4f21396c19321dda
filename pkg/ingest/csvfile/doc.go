// Package csvfile reads measurements from CSV files, checks every row against the catalog, and writes them back as CSV.
// Rows leaves bad rows out or ends the load.
//
// It streams: a file is never held in memory. It imports okr and series only and stores nothing itself.
package csvfile
