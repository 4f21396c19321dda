// Package provision writes the alert rules of a catalog as the provisioning files of Grafana's alerting: rules, contact
// points, routes and message templates. The same catalog gives the same bytes, so that the files can be kept under version
// control and compared.
//
// It imports the domain, the reader of conditions and the model of queries only. It evaluates nothing: Grafana asks the data source,
// and the engine answers, so that no rule is decided twice.
package provision
