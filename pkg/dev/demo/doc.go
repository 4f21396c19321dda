// Package demo makes the demo company up to date on any day: it moves the dates of its catalog so that the quarter has just ended,
// and invents two years of facts with known results, and journal entries about them.
//
// Everything is computed from the catalog and a date; the same date gives the same facts. It must not read files, clocks
// or databases, and imports okr and series only.
package demo
