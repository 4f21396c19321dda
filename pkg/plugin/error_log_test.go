package plugin

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/postgres"
)

// lines is a log that can be read.
type lines struct {
	log.Logger
	list []string
}

func (l *lines) FromContext(context.Context) log.Logger { return l }
func (l *lines) Warn(msg string, args ...any) {
	l.list = append(l.list, "warn "+msg+fmt.Sprint(args...))
}

func (l *lines) Error(msg string, args ...any) {
	l.list = append(l.list, "error "+msg+fmt.Sprint(args...))
}

// withheld are errors with a word that only Admins may read: that of a host, a user, a right, a setting or a statement.
var withheld = map[string]error{
	"a database that is away": &postgres.UnavailableError{Address: "hush:5432/okr", Reason: "dial tcp hush: connection refused"},
	"a rejected password":     &postgres.AuthError{User: "hush", Reason: `password authentication failed for user "hush"`},
	"a missing right":         &postgres.PermissionError{User: "hush", Reason: "no", Fix: "GRANT okr_reader TO hush"},
	"a statement that fails":  &postgres.QueryError{Metric: "orders", Message: "no table hush", Column: 1, Excerpt: "SELECT hush"},
	"a lock of a user":        &postgres.LockedError{What: "the catalog", Holders: []postgres.Holder{{PID: 7, User: "hush"}}},
	"a user without connection": &postgres.ResourceError{
		Resource: postgres.Connections, Reason: `too many connections for role "hush"`, Fix: "raise it",
	},
	"settings that cannot be":  &SettingsError{Field: "Hosts", Reason: `"hush" is not an address`},
	"what nobody thought of":   fmt.Errorf("pgx: hush: %w", errUnexpected),
	"a bug that ends a query":  nil, // a panic
	"an error of the database": fmt.Errorf("ERROR: relation hush (SQLSTATE XX000)"),
}

func texts(t *testing.T, ctx context.Context, d *Datasource, headers map[string]string) string { //nolint:revive // t comes first in tests
	t.Helper()
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{
		Headers: headers, Queries: []backend.DataQuery{newQuery("A", `{}`)},
	})
	if err != nil || response.Responses["A"].Error == nil {
		t.Fatal(err, response)
	}
	var got answers
	if err := d.CallResource(ctx, &backend.CallResourceRequest{
		PluginContext: backend.PluginContext{User: backend.UserFromContext(ctx)}, Method: "GET", Path: "segments", URL: "segments",
	}, &got); err != nil || len(got) != 1 {
		t.Fatal(err, got)
	}
	health, err := d.CheckHealth(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses["A"].Error.Error() + "\n" + string(got[0].Body) + "\n" + health.Message + string(health.JSONDetails)
}

func TestOnlyAdminsReadWhatNamesHostsUsersRightsAndStatements(t *testing.T) {
	for name, cause := range withheld {
		t.Run(name, func(t *testing.T) {
			r := &memory{onRead: func(context.Context) error { return cause }}
			if cause == nil {
				r.onRead = func(context.Context) error { panic("hush") }
			}
			for _, who := range []struct {
				role    string
				headers map[string]string
				reads   bool
			}{
				{"Viewer", nil, false},
				{"Editor", nil, false},
				{"", nil, false},
				{"Admin", map[string]string{backend.FromAlertHeaderName: "true"}, false}, // Grafana's scheduler
				{"Admin", nil, true},
			} {
				kept := &lines{}
				d := newTestDatasource(t, r)
				d.errorLog.logger = kept
				ctx := as(t, who.role)
				response, err := d.QueryData(ctx, &backend.QueryDataRequest{
					Headers: who.headers, Queries: []backend.DataQuery{newQuery("A", `{}`)},
				})
				if err != nil || response.Responses["A"].Error == nil {
					t.Fatal(err, response.Responses["A"])
				}
				text := response.Responses["A"].Error.Error()
				if strings.Contains(text, "hush") != who.reads {
					t.Errorf("%q %v was told: %s", who.role, who.headers, text)
				}
				if len(kept.list) != 1 || !strings.Contains(kept.list[0], "hush") {
					t.Errorf("the log has %q, want the reason once", kept.list)
				}
			}
		})
	}
}

func TestLookUpsAndHealthWithholdTheSame(t *testing.T) {
	for name, cause := range withheld {
		if cause == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			d := newTestDatasource(t, &memory{err: cause})
			for role, reads := range map[string]bool{"Viewer": false, "Editor": false, "": false, "Admin": true} {
				text := texts(t, as(t, role), d, nil)
				if n := strings.Count(text, "hush"); (n > 0) != reads || reads && n < 3 {
					t.Errorf("%q was told: %s", role, text)
				}
			}
		})
	}
}

func TestHealthTellsViewersThatACheckFailsAndAdminsWhy(t *testing.T) {
	for _, name := range []string{
		postgres.CheckConnection, postgres.CheckAuthentication, postgres.CheckSchema, postgres.CheckRights,
	} {
		d := newTestDatasource(t, &memory{})
		d.check = func(context.Context) []postgres.Check {
			return []postgres.Check{{Name: name, Message: "hush at hush:5432", Fix: "GRANT okr_reader TO hush"}}
		}
		for role, reads := range map[string]bool{"Viewer": false, "Admin": true} {
			got, err := d.CheckHealth(as(t, role), nil)
			if err != nil || got.Status != backend.HealthStatusError {
				t.Fatal(err, got)
			}
			if text := got.Message + string(got.JSONDetails); strings.Contains(text, "hush") != reads {
				t.Errorf("%s: %s was told: %s", name, role, text)
			}
		}
	}
}

func TestADatabaseThatIsAwayDoesNotFillTheLog(t *testing.T) {
	kept := &lines{}
	l := newErrorLog(kept)
	at := now
	l.clock = func() time.Time { return at }
	for range 5000 {
		l.write(t.Context(), backend.ErrorSourceDownstream, "away")
	}
	if len(kept.list) != 1 {
		t.Errorf("%d lines about one reason", len(kept.list))
	}
	for i := range 5000 {
		l.write(t.Context(), backend.ErrorSourcePlugin, fmt.Sprint("reason ", i))
	}
	if len(kept.list) != maxLoggedErrors || len(l.repeats) != maxLoggedErrors {
		t.Errorf("%d lines, %d reasons kept, want %d", len(kept.list), len(l.repeats), maxLoggedErrors)
	}
	at = at.Add(logPause)
	l.write(t.Context(), backend.ErrorSourceDownstream, "away")
	if last := kept.list[len(kept.list)-1]; len(kept.list) != maxLoggedErrors+1 || !strings.Contains(last, "4999") {
		t.Errorf("after the pause: %s", last)
	}
}
