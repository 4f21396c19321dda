// Package e2e tries the store, the working set and the engine together on a real PostgreSQL: answers from memory are those from the
// database, never older than a second, and within the memory that there is. It holds tests only.
package e2e
