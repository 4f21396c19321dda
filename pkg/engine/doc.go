// Package engine answers questions about a catalog and its facts: scorecards, series, trees and definitions. It knows
// what a number means and when it is due, and reads revisions and facts through two small interfaces.
//
// It must not import a database driver, the Grafana SDK or anything that knows about screens.
package engine
