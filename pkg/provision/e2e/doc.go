// Package e2e tries the exported alert rules in a real Grafana: the demo company in a folder of its own, a PostgreSQL that
// can be taken away, and a webhook receiver on the loopback interface in the place of every team's contact point.
//
//	GRAFANA_HOME=/path/to/grafana go test -race -v ./pkg/provision/e2e
//
// Without GRAFANA_HOME nothing is tried, and the test says so. It holds tests only, and takes a few minutes.
package e2e
