package main

import "github.com/northstar/okrkpi/pkg/engine"

// budgetFlag bounds the answers of a command. Only its asker waits for them, who may choose more.
type budgetFlag struct {
	MaxValues int `placeholder:"N" default:"${max_values}" help:"${max_values_help}"`
}

// bound makes the command's answers keep to the flag.
func (f budgetFlag) bound(a *app) error {
	if f.MaxValues < 1 {
		return usage("--max-values is %d: want a number of values, 1 or more", f.MaxValues)
	}
	a.ctx = engine.WithBudget(a.ctx, engine.Budget{Values: f.MaxValues})
	return nil
}
