package main

import (
	"os"
	"os/user"
	"strconv"

	"github.com/northstar/okrkpi/pkg/okr"
)

// author is who runs the command: the name in the flag, else the user in the environment, else the user of the operating system,
// because cron and containers set no variables.
func (a *app) author(named string) string {
	return firstText(named, a.env("USER"), a.env("USERNAME"), a.env("LOGNAME"), a.systemUser())
}

// soundText checks the text of a flag. The error is a usage error.
func soundText(flag, text string, rule okr.TextRule) error {
	if bad := rule.Check(text); bad != nil {
		return usage("%s: %v", flag, bad)
	}
	return nil
}

// systemUser is the owner of this process: by name, or by number where the system has no name, as in a container with its
// own user number.
func systemUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	if id := os.Getuid(); id >= 0 {
		return "uid " + strconv.Itoa(id)
	}
	return "unknown"
}
