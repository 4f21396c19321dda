// Package answer turns queries into data frames: it takes a view of the engine, computes what the query asks, and has it
// shaped. It keeps answers for as long as nothing has changed that they were made of. The plugin and the command line answer
// through it.
package answer
