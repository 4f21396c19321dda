// Package provision writes the alert rules of a catalog as the provisioning files of Grafana's alerting: rules, contact
// points, routes and message templates. The same catalog gives the same bytes, so that the files can be kept under version
// control and compared.
//
// It imports okr, condition, query and page only. It evaluates nothing: Grafana sends the queries of the rules to the data source, and
// the engine answers them, so that only one place evaluates a rule.
package provision
