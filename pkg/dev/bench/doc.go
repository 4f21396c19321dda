// Package bench measures the project. It has a large company that is the same on every machine, the queries that are measured, and the
// comparison with Grafana's own data sources.
//
// Neither the plugin nor the command-line tool may import it.
package bench
