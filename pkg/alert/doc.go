// Package alert evaluates the catalog's alert rules over a view: at the last complete bucket, or over the buckets of a time range. Guards
// silence alerts that are not reliable, for example because they are based on a few observations. The rules themselves are in the engine
// (engine.Rule), and their conditions in pkg/condition.
package alert
