// Package pgtest gives each test a database of its own on a real PostgreSQL: on the server of OKR_TEST_DATABASE_URL, or
// on one that is started for the test binary and stopped after it. Tests that use it run in parallel.
package pgtest
