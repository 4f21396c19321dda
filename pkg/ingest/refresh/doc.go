// Package refresh keeps the facts of metrics that are read by SQL up to date in the background, so that answers never
// wait for the user's own tables. Several servers may do so on one database: the store lets one of them at a metric at a
// time, and none of them at one that has just been refreshed.
package refresh
