// Package enginetest helps tests of what is built on the engine: a store in memory, views, and scenarios, which are a small language
// of catalogs, facts, queries and expected numbers.
package enginetest
