package main

import (
	"os/user"
	"testing"
)

func TestTheAuthorIsWhoIsNamedElseWhoeverRunsTheCommand(t *testing.T) {
	for name, c := range map[string]struct {
		named string
		env   map[string]string
		want  string
	}{
		"Whom the command line names":            {"ann", map[string]string{"USER": "ben"}, "ann"},
		"The user of the environment":            {"", map[string]string{"USER": "ben", "LOGNAME": "cron"}, "ben"},
		"The user of Windows":                    {"", map[string]string{"USERNAME": "cleo"}, "cleo"},
		"The login of cron, which sets no USER":  {"", map[string]string{"LOGNAME": "backup"}, "backup"},
		"The system's user where nothing is set": {"", nil, "www-data"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &app{env: func(key string) string { return c.env[key] }, systemUser: func() string { return "www-data" }}
			if got := a.author(c.named); got != c.want {
				t.Errorf("the author is %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheSystemKnowsWhoRunsTheProcess(t *testing.T) {
	u, err := user.Current()
	if err != nil {
		t.Skip(err)
	}
	if got := systemUser(); got != u.Username {
		t.Errorf("the system's user is %q, want %q", got, u.Username)
	}
}
