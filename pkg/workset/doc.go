// Package workset keeps the facts that queries ask for in memory, as the columns that the engine works on, and knows
// when they are out of date. Live is what the engine reads from in the plugin.
//
// It is the fast path and never a second truth: every fact comes from the store together with the revision of its metric,
// a Follower hears of every newer revision, and what is out of date is read again. It must not import a database driver;
// it reads through the small interfaces that it owns. The types that those interfaces speak of (FactsRequest, Revisions) are in
// series, so that the store implements them, and the engine's, without importing either package.
package workset
