package main

import "github.com/northstar/okrkpi/pkg/engine"

// budgetFlag limits the size of answers. Only the caller waits for them, and may set a higher limit.
type budgetFlag struct {
	MaxValues int `placeholder:"N" default:"${max_values}" help:"${max_values_help}"`
}

// bound applies the flag to the command's answers.
func (f budgetFlag) bound(a *app) error {
	if f.MaxValues < 1 {
		return usage("--max-values is %d: want a number of values, 1 or more", f.MaxValues)
	}
	a.ctx = engine.WithBudget(a.ctx, engine.Budget{Values: f.MaxValues})
	return nil
}
