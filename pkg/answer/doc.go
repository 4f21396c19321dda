// Package answer turns queries into data frames: it takes a view of the engine, computes the result, and converts it to frames. It caches
// answers while their inputs stay the same. The plugin and the command line use it.
package answer
