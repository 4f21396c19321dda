// Package source joins the engine and the working set to the database: Source serves the store as what they read from,
// Live puts the working set in between, and Journal serves what was said. It holds no logic of its own, so that neither
// side knows the other.
package source
