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

// maxQueries is how many queries one request may hold: more than a panel can show.
const maxQueries = 100

// QueryData answers every query of a request, some at a time. A query that fails leaves the others alone.
func (d *Datasource) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	fromAlert := req.Headers[backend.FromAlertHeaderName] == "true"
	if len(req.Queries) > maxQueries {
		return d.tooManyQueries(ctx, req.Queries), nil
	}
	// Grafana evaluates alert rules as an Admin, and sends what went wrong to everybody whom the rule tells.
	full := isAdmin(ctx) && !fromAlert
	ctx, pass, end := d.begin(ctx, req.PluginContext.User, fromAlert)
	defer end()
	one := func(ctx context.Context, q backend.DataQuery) backend.DataResponse {
		ctx, answered := pass.query(ctx)
		defer answered()
		response, err := d.answer(ctx, q, fromAlert)
		if err != nil {
			return d.tell(ctx, err, full).response()
		}
		response.Frames = limitRows(response.Frames, pass.rows)
		return response
	}
	if len(req.Queries) == 1 {
		// A panel's usual request is spared the goroutine and what is logged about it, which take as long as the answer.
		q := req.Queries[0]
		return &backend.QueryDataResponse{Responses: backend.Responses{q.RefID: one(ctx, q)}}, nil
	}
	return concurrent.QueryData(ctx, req, func(ctx context.Context, q concurrent.Query) backend.DataResponse {
		return one(ctx, q.DataQuery)
	}, concurrency(config.GrafanaConfigFromContext(ctx)))
}

func (d *Datasource) tooManyQueries(ctx context.Context, queries []backend.DataQuery) *backend.QueryDataResponse {
	refused := d.tell(ctx, &query.Error{
		Reason: fmt.Sprintf("the request has %d queries, and %d are the most: ask in several requests", len(queries), maxQueries),
	}, false).response()
	responses := make(backend.Responses, len(queries))
	for i := range queries {
		responses[queries[i].RefID] = refused
	}
	return &backend.QueryDataResponse{Responses: responses}
}

func (d *Datasource) answer(ctx context.Context, q backend.DataQuery, fromAlert bool) (_ backend.DataResponse, err error) {
	defer caught(&err)
	if d.broken != nil {
		return backend.DataResponse{}, d.broken
	}
	query, err := d.understand(q.JSON, fromAlert)
	if err != nil {
		return backend.DataResponse{}, err
	}
	frames, err := d.answers.Frames(ctx, query, engine.TimeRange{From: q.TimeRange.From, To: q.TimeRange.To})
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
