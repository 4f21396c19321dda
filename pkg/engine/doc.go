// Package engine answers questions about a catalog and its facts: scorecards, series, trees, definitions and the
// journal. It knows what a number means and when it is due, and reads revisions, facts and entries through three small
// interfaces.
//
// It must not import a database driver, the Grafana SDK or anything that knows about screens.
package engine
