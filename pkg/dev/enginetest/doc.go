// Package enginetest helps to test packages that use the engine. It has a store in memory, views, and scenarios: a small language of
// catalogs, facts, queries and expected numbers.
package enginetest
