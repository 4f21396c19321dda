// Grafana measures what a query costs through a real Grafana: answered by this plugin, by one that returns recorded
// frames, by Grafana's own PostgreSQL data source with equivalent SQL over the same facts, and by TestData. It checks that
// the numbers agree, lets many viewers refresh a dashboard for a while, and writes a table.
//
// `go tool mage bench:grafana` builds what it needs and runs it.
package main
