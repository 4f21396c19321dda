// Package plugin is the boundary to Grafana: it reads a data source's settings, owns its connections, answers queries,
// health checks and look-ups, and decides for every error who can correct it: the user, the database or us.
//
// It must not compute numbers or build frames (pkg/engine, pkg/frame), and it must not read the environment or files:
// everything comes from the data source's settings and the request.
package plugin
