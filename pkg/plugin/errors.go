package plugin

import (
	"context"
	"errors"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// statusCanceled is what Grafana's own servers say of a request that nobody waits for any more.
const statusCanceled backend.Status = 499

// class is what Grafana needs to know of an error: how it went, whose it is, and what to show.
type class struct {
	status  backend.Status
	source  backend.ErrorSource
	message string
}

// classify is the one place that decides whose an error is. What is wrong with a question, the settings or the database
// is downstream; only what is left is a fault of the plugin.
func classify(err error) class {
	downstream := func(status backend.Status) class {
		return class{status, backend.ErrorSourceDownstream, err.Error()}
	}
	var (
		question    *engine.BadQueryError
		forbidden   *ForbiddenError
		refused     *refusal
		settings    *SettingsError
		noCatalog   *engine.NoCatalogError
		unavailable *postgres.UnavailableError
		auth        *postgres.AuthError
		schema      *postgres.SchemaError
		permission  *postgres.PermissionError
		timeout     *postgres.TimeoutError
		waited      *busyError
		statement   *postgres.QueryError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return class{statusCanceled, backend.ErrorSourceDownstream, "the request was cancelled before it was answered"}
	case errors.As(err, &question), errors.As(err, &settings):
		return downstream(backend.StatusBadRequest)
	case errors.As(err, &refused):
		return downstream(refused.status)
	case errors.As(err, &forbidden):
		return downstream(backend.StatusForbidden)
	case errors.As(err, &noCatalog):
		return downstream(backend.StatusNotFound)
	case errors.As(err, &waited):
		return downstream(backend.StatusTooManyRequests)
	case errors.As(err, &timeout):
		return class{backend.StatusTimeout, backend.ErrorSourceDownstream, "the database did not answer in time" + timeoutAdvice}
	case errors.Is(err, context.DeadlineExceeded):
		return class{backend.StatusTimeout, backend.ErrorSourceDownstream, "there was no answer within the query timeout" + timeoutAdvice}
	case errors.As(err, &unavailable):
		text := "database unreachable: " + unavailable.Address + ": " + unavailable.Reason + unreachableAdvice
		return class{backend.StatusBadGateway, backend.ErrorSourceDownstream, text}
	// Grafana takes 401 from a look-up for its own session, so a rejected password is a bad gateway like the rest.
	case errors.As(err, &auth), errors.As(err, &schema), errors.As(err, &permission), errors.As(err, &statement):
		return downstream(backend.StatusBadGateway)
	}
	return class{backend.StatusInternal, backend.ErrorSourcePlugin, err.Error()}
}

const (
	timeoutAdvice     = ": ask for a shorter time range or fewer metrics, or raise the query timeout in the data source's settings"
	unreachableAdvice = " (check that it runs and that Grafana may connect to it; queries work again by themselves)"
)

// failure is the answer to a query that went wrong.
func failure(err error) backend.DataResponse {
	c := classify(err)
	return backend.DataResponse{Status: c.status, ErrorSource: c.source, Error: errors.New(c.message)}
}
