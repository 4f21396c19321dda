// Package alert evaluates the catalog's alert rules over a view: at the last complete bucket, or over the buckets of a time
// range. Guards keep back what would not be worth anybody's time, such as an alert that rests on a few observations. The rules
// themselves are the engine's (engine.Rule), and when they fire is a condition (pkg/condition).
package alert
