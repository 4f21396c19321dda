package plugin

import (
	"context"
	"errors"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/workset"
)

// statusCanceled is the status that Grafana's own servers use for a request that was cancelled.
const statusCanceled backend.Status = 499

// errorClass is an error as Grafana needs it: its HTTP status, its source, and the words for each reader.
type errorClass struct {
	status  backend.Status
	source  backend.ErrorSource // downstream, or plugin for a bug
	message string              // the whole reason: for Admins, their health check and the log
	brief   string              // what everybody else reads; "" where they may read the reason
}

// classify is the one place that decides the status and the source of an error and who may read it. An error of a query, an entry,
// the settings or the database is downstream; every other error is a bug of the plugin. Only Admins may read what names hosts,
// users, rights, settings or statements.
func classify(err error) errorClass {
	downstream := func(status backend.Status) errorClass {
		return errorClass{status: status, source: backend.ErrorSourceDownstream, message: err.Error()}
	}
	withheld := func(status backend.Status, brief string) errorClass {
		c := downstream(status)
		c.brief = brief
		return c
	}
	var (
		badQuery    *query.Error
		forbidden   *ForbiddenError
		badBody     *bodyError
		largeBody   *bodyTooLargeError
		badEntry    *okr.EntryError
		noEntry     *postgres.NoEntryError
		replaced    *postgres.ReplacedError
		attempt     *postgres.AttemptError
		quota       *QuotaError
		settings    *SettingsError
		tooLarge    *workset.TooLargeError
		noCatalog   *engine.NoCatalogError
		unreadable  *engine.NoReadableError
		unknown     *postgres.UnknownOutcomeError
		unavailable *postgres.UnavailableError
		auth        *postgres.AuthError
		schema      *postgres.SchemaError
		permission  *postgres.PermissionError
		short       *postgres.ResourceError
		locked      *postgres.LockedError
		timeout     *postgres.TimeoutError
		tooBusy     *busyError
		statement   *postgres.QueryError
	)
	switch {
	case errors.As(err, &unknown):
		return downstream(backend.StatusBadGateway)
	case errors.Is(err, context.Canceled):
		c := downstream(statusCanceled)
		c.message = "the request was cancelled before it was answered"
		return c
	case errors.As(err, &badQuery), errors.As(err, &tooLarge), errors.As(err, &badBody), errors.As(err, &badEntry):
		return downstream(backend.StatusBadRequest)
	case errors.As(err, &settings):
		return withheld(backend.StatusBadRequest, "the data source's settings cannot work: "+adminAdvice)
	case errors.As(err, &noEntry):
		c := downstream(backend.StatusBadRequest)
		c.message = "replaces: " + c.message
		return c
	case errors.As(err, &replaced), errors.As(err, &attempt):
		return downstream(http.StatusConflict)
	case errors.Is(err, errNotJSON):
		return downstream(http.StatusUnsupportedMediaType)
	case errors.As(err, &largeBody):
		return downstream(http.StatusRequestEntityTooLarge)
	case errors.As(err, &quota):
		return downstream(backend.StatusTooManyRequests)
	case errors.As(err, &forbidden):
		return downstream(backend.StatusForbidden)
	case errors.As(err, &noCatalog):
		return downstream(backend.StatusNotFound)
	case errors.As(err, &tooBusy):
		return downstream(backend.StatusTooManyRequests)
	case errors.As(err, &unreadable):
		return downstream(backend.StatusBadGateway)
	case errors.As(err, &short):
		return withheld(backend.StatusBadGateway, short.Resource.String()+": "+adminAdvice)
	case errors.As(err, &locked):
		return withheld(backend.StatusTimeout, "somebody else holds "+locked.What+" in the database: try again; "+adminAdvice)
	case errors.As(err, &timeout):
		c := downstream(backend.StatusTimeout)
		c.message = "the database did not answer in time" + timeoutAdvice
		return c
	case errors.Is(err, context.DeadlineExceeded):
		c := downstream(backend.StatusTimeout)
		c.message = "there was no answer within the query timeout" + timeoutAdvice
		return c
	case errors.As(err, &unavailable):
		c := withheld(backend.StatusBadGateway, unreachableBrief)
		c.message = "the database is unreachable: " + unavailable.Address + ": " + unavailable.Reason + unreachableAdvice
		return c
	// Grafana takes 401 from a look-up for its own session, so a rejected password is a bad gateway like the rest.
	case errors.As(err, &schema):
		return downstream(backend.StatusBadGateway)
	case errors.As(err, &auth):
		return withheld(backend.StatusBadGateway, "the database does not let the data source's user in: "+adminAdvice)
	case errors.As(err, &permission):
		return withheld(backend.StatusBadGateway, "the data source's database user lacks a right: "+adminAdvice)
	case errors.As(err, &statement):
		return withheld(backend.StatusBadGateway, "the SQL statement of metric "+statement.Metric+" fails: "+adminAdvice)
	}
	return errorClass{
		status: backend.StatusInternal, source: backend.ErrorSourcePlugin, message: err.Error(),
		brief: "internal error " + errorID(err.Error()) + ": the log of Grafana's server tells the reason beside this number",
	}
}

const (
	timeoutAdvice     = ": ask for a shorter time range or fewer metrics, or raise the query timeout in the data source's settings"
	unreachableAdvice = " (check that it runs and that Grafana may connect to it; queries work again by themselves)"
	adminAdvice       = "an administrator sees the reason here, and in the log of Grafana's server"
	unreachableBrief  = "the database is unreachable: queries work again by themselves; an administrator sees more in the data " +
		"source's health check"
)
