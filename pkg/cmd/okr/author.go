package main

import (
	"os"
	"os/user"
	"strconv"

	"github.com/northstar/okrkpi/pkg/okr"
)

// author is who works here: whom the command line names, else the user of the environment, else that of the operating
// system, since cron and containers set no variables.
func (a *app) author(asked string) string {
	return firstText(asked, a.env("USER"), a.env("USERNAME"), a.env("LOGNAME"), a.systemUser())
}

// soundText refuses a text of a flag that cannot be kept.
func soundText(flag, text string, rule okr.TextRule) error {
	if bad := rule.Check(text); bad != nil {
		return usage("%s: %v", flag, bad)
	}
	return nil
}

// systemUser is whom this process belongs to: by name, or by number where the system knows no name, as in a container
// that runs with a number of its own.
func systemUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	if id := os.Getuid(); id >= 0 {
		return "uid " + strconv.Itoa(id)
	}
	return "unknown"
}
