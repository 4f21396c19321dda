package plugin

import (
	"context"
	"fmt"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// role is what a person may do in an organisation of Grafana. Service accounts have one, too.
type role int

// Roles, each of which may do what the ones before it may.
const (
	viewer role = iota
	editor
	admin
)

var roleNames = []string{"Viewer", "Editor", "Admin"}

// ForbiddenError says that somebody lacks the role for something.
type ForbiddenError struct {
	What       string
	Need, Have string // names of roles
}

func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("%s needs the role %s, and you have %s: ask an administrator of Grafana, or use a service account with that role",
		e.What, e.Need, e.Have)
}

// allow returns a *ForbiddenError for a person who lacks the role for something.
func (needed role) allow(user *backend.User, what string) error {
	if needed == viewer {
		return nil
	}
	have := roleOf(user)
	if slices.Index(roleNames, have) >= int(needed) {
		return nil
	}
	return &ForbiddenError{What: what, Need: roleNames[needed], Have: have}
}

// roleOf is the name of a person's role; "none" for nobody.
func roleOf(user *backend.User) string {
	if user == nil {
		return "none"
	}
	return user.Role
}

func isAdmin(ctx context.Context) bool {
	return roleOf(backend.UserFromContext(ctx)) == roleNames[admin]
}
