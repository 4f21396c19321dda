// Canned is a plugin that answers every query with recorded frames and computes nothing. So it measures what Grafana itself takes
// for any plugin. It is never shipped.
package main
