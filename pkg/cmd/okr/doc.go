// Command okr keeps a catalog of objectives and KPIs and its facts in PostgreSQL, and answers the same queries as the
// Grafana plugin on the command line. Each command has a file of its own. All numbers come from the engine and the store, so
// that a terminal and a dashboard show the same.
//
// It exits with 0 when all is well, 1 after findings or failed checks, 2 when it was called the wrong way and 3 when the
// database cannot be reached.
package main
