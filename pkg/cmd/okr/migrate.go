package main

import "github.com/northstar/okrkpi/pkg/postgres"

type migrateCommand struct{}

func (*migrateCommand) Run(a *app) error {
	cfg, err := a.database()
	if err != nil {
		return err
	}
	result, err := postgres.Migrate(a.ctx, cfg, func(step string) { a.say("%s", step) })
	if err != nil {
		return err
	}
	if result.From == result.To {
		return a.print("The tables are up to date (version %d).", result.To)
	}
	return a.print("The tables are now at version %d (before: %d).", result.To, result.From)
}
