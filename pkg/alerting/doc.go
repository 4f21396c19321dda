// Package alerting writes the alert rules of a catalog as the provisioning files of Grafana's alerting: rules, contact
// points, routes and message templates. The same catalog gives the same bytes, so that the files can be kept under version
// control and compared.
//
// It imports the domain and the reader of conditions only: what a rule is worth is the engine's business, asked by Grafana
// through the data source, and must not be decided twice.
package alerting
