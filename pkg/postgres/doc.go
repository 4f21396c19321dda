// Package postgres stores catalog revisions, facts and the journal in PostgreSQL. It is the only package that imports the
// driver.
//
// Every statement has a time limit. Nothing depends on the state of a session: there are no named statements, no settings
// that outlive a transaction and no session locks. So the package works behind PgBouncer in transaction mode, and on any
// server of a multi-host connection string. Errors say what is wrong and what to do, and never contain a password.
//
// The package does not interpret documents and numbers: it must not import the catalog, the engine or anything above them.
package postgres
