package main

import (
	"os"
	"os/user"
	"strconv"
)

// author is who works here: whom the command line names, else the user of the environment, else that of the operating
// system, since cron and containers set no variables.
func (a *app) author(asked string) string {
	return firstText(asked, a.env("USER"), a.env("USERNAME"), a.env("LOGNAME"), a.systemUser())
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
