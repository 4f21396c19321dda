// Package condition compiles and runs the expressions that people write into a catalog: formulas of derived metrics. An
// expression is checked in full when it is compiled, with errors that point into its text, and then runs without
// errors, without side effects and without a clock.
//
// It is the only package that imports expr-lang, which reads the text. It must not import a database driver, the
// Grafana SDK or the engine.
package condition
