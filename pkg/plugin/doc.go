// Package plugin is the boundary to Grafana: it reads a data source's settings, owns its connections, answers queries,
// health checks and look-ups, and says of every error whose it is: the asker's, the database's or ours.
//
// It must not compute numbers or build frames (pkg/engine, pkg/frame), and must not read the environment or files:
// everything comes from the data source's settings and the request.
package plugin
