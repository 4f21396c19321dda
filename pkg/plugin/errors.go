package plugin

import (
	"context"
	"errors"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/workset"
)

// statusCanceled is what Grafana's own servers say of a request that nobody waits for any more.
const statusCanceled backend.Status = 499

// class is what Grafana needs to know of an error: how it went, whose it is, and what to show to whom.
type class struct {
	status  backend.Status
	source  backend.ErrorSource
	message string // the whole reason: for Admins, their health check and the log
	brief   string // what everybody else sees; "" where they may see the reason
}

// classify is the one place that decides whose an error is and who may read it. What is wrong with a question, the settings
// or the database is downstream; only what is left is a fault of the plugin. What names hosts, users, rights, settings or
// statements is withheld from everybody but Admins.
func classify(err error) class {
	downstream := func(status backend.Status) class {
		return class{status: status, source: backend.ErrorSourceDownstream, message: err.Error()}
	}
	withheld := func(status backend.Status, brief string) class {
		c := downstream(status)
		c.brief = brief
		return c
	}
	var (
		question    *query.Error
		forbidden   *ForbiddenError
		refused     *refusal
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
		waited      *busyError
		statement   *postgres.QueryError
	)
	switch {
	case errors.As(err, &unknown):
		return downstream(backend.StatusBadGateway)
	case errors.Is(err, context.Canceled):
		c := downstream(statusCanceled)
		c.message = "the request was cancelled before it was answered"
		return c
	case errors.As(err, &question), errors.As(err, &tooLarge):
		return downstream(backend.StatusBadRequest)
	case errors.As(err, &settings):
		return withheld(backend.StatusBadRequest, "the data source's settings cannot work: "+adminAdvice)
	case errors.As(err, &refused):
		return downstream(refused.status)
	case errors.As(err, &quota):
		return downstream(backend.StatusTooManyRequests)
	case errors.As(err, &forbidden):
		return downstream(backend.StatusForbidden)
	case errors.As(err, &noCatalog):
		return downstream(backend.StatusNotFound)
	case errors.As(err, &waited):
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
	return class{
		status: backend.StatusInternal, source: backend.ErrorSourcePlugin, message: err.Error(),
		brief: "internal error " + faultID(err.Error()) + ": the log of Grafana's server tells the reason beside this number",
	}
}

const (
	timeoutAdvice     = ": ask for a shorter time range or fewer metrics, or raise the query timeout in the data source's settings"
	unreachableAdvice = " (check that it runs and that Grafana may connect to it; queries work again by themselves)"
	adminAdvice       = "an administrator sees the reason here, and in the log of Grafana's server"
	unreachableBrief  = "the database is unreachable: queries work again by themselves; an administrator sees more in the data " +
		"source's health check"
)
