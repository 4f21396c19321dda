// Package engine computes the answers to queries from a catalog and its facts: scorecards, series, trees, definitions and the journal. It
// decides which bucket a value is taken from and how the value is judged. It reads revisions, facts and entries through three small
// interfaces.
//
// It must not import a database driver, the Grafana SDK or anything about how answers are displayed.
package engine
