// Package okr holds the vocabulary of the plugin: the catalog of metrics, KPIs, objectives and key results, and the
// arithmetic that belongs to them alone (attainment, pace, status, grade).
//
// It is pure: no I/O, no clock, no logging. It imports the standard library only, and every other package may import it.
package okr
