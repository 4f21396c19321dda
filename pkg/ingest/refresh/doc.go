// Package refresh keeps the facts of metrics that are read by SQL up to date in the background, so that answers never
// wait for the user's own tables. Several servers may do so on one database: the store lets only one of them refresh a metric at a
// time, and skips a metric that has just been refreshed.
package refresh
