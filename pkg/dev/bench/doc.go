// Package bench measures the project: a large company that is the same on every machine, the questions that are put to
// it, and what is compared beside Grafana's own data sources.
//
// It is no part of the plugin or the command-line tool; nothing else may import it.
package bench
