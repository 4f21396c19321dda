// Package localgrafana runs a Grafana that is installed on this machine, on the loopback interface and with a folder of its own, for
// the demo and for measurements. It starts a server and reports its address; the caller decides what the server shows.
//
// It imports the standard library and child only.
package localgrafana
