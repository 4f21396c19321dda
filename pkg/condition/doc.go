// Package condition compiles and runs the expressions that people write into a catalog: formulas of derived metrics and
// conditions of alert rules. An expression is checked in full when it is compiled, with errors that point into its
// text, and then runs without errors, without side effects, without a clock and within a number of steps that is known
// beforehand.
//
// It also says in words, for people, when a rule fires.
//
// A number that is missing is NaN. It never makes a condition true or false: the answer is then "no data", with a
// reason.
//
// It is the only package that imports expr-lang, which reads the text. It must not import a database driver, the
// Grafana SDK or the engine.
package condition
