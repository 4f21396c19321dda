// Package frame turns the engine's answers into data frames: the shapes that panels, the command line and alerting read,
// with units, thresholds, colours, words and links, so that a bare panel shows a number as it is meant.
//
// It must not import a database driver or anything of a running plugin: the same frames come out of every caller.
package frame
