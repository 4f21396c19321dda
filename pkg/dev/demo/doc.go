// Package demo makes the demo company look alive on any day: it moves the dates of its catalog so that the quarter has
// just ended, and invents two years of facts that lead to known numbers, and what people said about them.
//
// Everything is computed from the catalog and a date; the same date gives the same facts. It must not read files, clocks
// or databases, and imports okr and series only.
package demo
