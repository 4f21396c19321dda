// Package workset keeps the facts that queries need in memory, as the columns that the engine works on, and knows when they are
// out of date. In the plugin the engine reads from a Live.
//
// The store stays the only source of truth. Every fact comes from it together with the revision of its metric, a Follower learns
// of every newer revision, and a set reads facts again when they are out of date. The package must not import a database driver;
// it reads through the small interfaces that it owns. The types in those interfaces (FactsRequest, Revisions) are in series, so
// that the store implements them, and the engine's, without importing either package.
package workset
