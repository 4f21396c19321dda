package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/concurrent"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// defaultConcurrency is how many queries of one request run at once when Grafana does not say.
const defaultConcurrency = 10

// maxQueries is the most queries of one request: more than a panel can show.
const maxQueries = 100

// QueryData answers every query of a request, some at a time. A query that fails does not affect the others.
func (d *Datasource) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	fromAlert := req.Headers[backend.FromAlertHeaderName] == "true"
	if len(req.Queries) > maxQueries {
		return d.tooManyQueries(ctx, req.Queries), nil
	}
	// Grafana evaluates alert rules as an Admin, and sends errors to everybody whom the rule notifies.
	full := isAdmin(ctx) && !fromAlert
	ctx, admission, end := d.begin(ctx, req.PluginContext.User, fromAlert)
	defer end()
	one := func(ctx context.Context, q backend.DataQuery) backend.DataResponse {
		ctx, answered := admission.startQuery(ctx)
		defer answered()
		response, err := d.answer(ctx, q, fromAlert)
		if err != nil {
			return d.explain(ctx, err, full).response()
		}
		response.Frames = limitRows(response.Frames, admission.rows)
		return response
	}
	if len(req.Queries) == 1 {
		// Most panels send one query. It needs no goroutine, and no log line about one: both take as long as the answer.
		q := req.Queries[0]
		return &backend.QueryDataResponse{Responses: backend.Responses{q.RefID: one(ctx, q)}}, nil
	}
	return concurrent.QueryData(ctx, req, func(ctx context.Context, q concurrent.Query) backend.DataResponse {
		return one(ctx, q.DataQuery)
	}, concurrency(config.GrafanaConfigFromContext(ctx)))
}

func (d *Datasource) tooManyQueries(ctx context.Context, queries []backend.DataQuery) *backend.QueryDataResponse {
	response := d.explain(ctx, &query.Error{
		Reason: fmt.Sprintf("the request has %d queries, and %d are the most: ask in several requests", len(queries), maxQueries),
	}, false).response()
	responses := make(backend.Responses, len(queries))
	for i := range queries {
		responses[queries[i].RefID] = response
	}
	return &backend.QueryDataResponse{Responses: responses}
}

func (d *Datasource) answer(ctx context.Context, q backend.DataQuery, fromAlert bool) (_ backend.DataResponse, err error) {
	defer recoverPanic(&err)
	if d.configErr != nil {
		return backend.DataResponse{}, d.configErr
	}
	parsed, err := d.parseQuery(q.JSON, fromAlert)
	if err != nil {
		return backend.DataResponse{}, err
	}
	frames, err := d.answers.Frames(ctx, parsed, engine.TimeRange{From: q.TimeRange.From, To: q.TimeRange.To})
	if err != nil {
		return backend.DataResponse{}, err
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames}, nil
}

func concurrency(grafana *config.GrafanaCfg) int {
	if n, err := grafana.ConcurrentQueryCount(); err == nil && n > 0 {
		return min(n, defaultConcurrency)
	}
	return defaultConcurrency
}
