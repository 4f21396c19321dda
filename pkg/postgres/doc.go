// Package postgres keeps catalog revisions, facts and the journal in PostgreSQL. It is the only package that imports the
// driver.
//
// Every statement runs under a time limit. Nothing relies on the state of a session: no named statements, no settings
// that outlive a transaction, no session locks. So the package works behind PgBouncer in transaction mode and on any
// server of a multi-host connection string. Errors say what is wrong and what to do, and never hold a password.
//
// The package stores documents and numbers and does not interpret them: it must not import the catalog, the engine or
// anything above them.
package postgres
