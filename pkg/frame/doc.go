// Package frame turns the engine's results into data frames. Panels, the command line and alerting read these formats. The frames carry
// units, thresholds, colours, words and links, so that a panel without settings shows a value correctly.
//
// It must not import a database driver or anything of a running plugin: every caller gets the same frames.
package frame
