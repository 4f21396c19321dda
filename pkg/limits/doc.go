// Package limits says in words when an alert rule fires, so that panels, the command line and messages say the same. It is
// pure and knows the domain and conditions only.
package limits
