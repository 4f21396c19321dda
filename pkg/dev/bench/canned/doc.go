// Canned is a plugin that computes nothing: it answers every query with frames that were recorded before. What it costs
// in Grafana is what any plugin costs there. It is built for measurements only and never shipped.
package main
