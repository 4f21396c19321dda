// Package condition compiles and evaluates the expressions of a catalog: formulas of derived metrics and conditions of
// alert rules. An expression is checked completely when it is compiled, with errors that point into its text. After that
// it has no errors and no side effects, does not read a clock, and takes a number of steps that is known in advance.
//
// It also says in words when a rule fires.
//
// A missing number is NaN. It makes a condition neither true nor false: the result is "no data", with a reason.
//
// It is the only package that imports expr-lang, which reads the text. It must not import a database driver, the
// Grafana SDK or the engine.
package condition
