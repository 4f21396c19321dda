package main

type journalCommand struct {
	Add  journalAddCommand  `cmd:"" help:"Write an entry: a check-in, bet, learning, blocker, decision, annotation and so on."`
	List journalListCommand `cmd:"" help:"List entries and changes of definitions, newest first."`
}

// Help is the long help text of the command.
func (*journalCommand) Help() string {
	return "The journal keeps what was said and learned. Entries are never changed: a newer entry replaces an older one, " +
		"with `okr journal add --replaces ID`."
}
