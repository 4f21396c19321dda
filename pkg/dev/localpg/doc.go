// Package localpg runs a private PostgreSQL server on the loopback interface, for the demo and for tests, so that both
// need nothing but Go and Node (or a PostgreSQL that is installed anyway).
//
// It imports the standard library and child only. It starts a server and reports its address; the caller decides what
// to do with it.
package localpg
