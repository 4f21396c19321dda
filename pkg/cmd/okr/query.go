package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/answer"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

type queryCommand struct {
	Query  string `arg:"" optional:"" default:"-" help:"${query_help}"`
	From   string `placeholder:"TIME" help:"${from_help}"`
	To     string `placeholder:"TIME" help:"${to_help}"`
	Output string `short:"o" enum:"table,json,csv" default:"table" help:"${format_help}"`
	budgetFlag
}

// queryRequest is the body of Grafana's /api/ds/query.
type queryRequest struct {
	Queries []json.RawMessage `json:"queries"`
	From    string            `json:"from"`
	To      string            `json:"to"`
}

// defaultRange is the start of the time range when it is not given.
const defaultRange = "now-13w"

// namedQuery is a query with its refId.
type namedQuery struct {
	refID string
	query.Query
}

func (cmd *queryCommand) Run(a *app) error {
	if err := cmd.bound(a); err != nil {
		return err
	}
	request, queries, err := cmd.readQueries(a.in)
	if err != nil {
		return err
	}
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	e, c, err := a.engine(store)
	if err != nil {
		return err
	}
	span, err := a.timeRange(firstText(cmd.From, request.From), firstText(cmd.To, request.To), defaultRange, c.Organization.Timezone)
	if err != nil {
		return err
	}
	v, err := e.View(a.ctx, span)
	if err != nil {
		return err
	}
	if cmd.Output == "table" {
		return a.showAnswers(v, queries)
	}
	responses := make(backend.Responses, len(queries))
	var all data.Frames
	for _, q := range queries {
		frames, err := answer.Compute(a.ctx, v, q.Query)
		if err != nil {
			return inQuery(q, len(queries), err)
		}
		for _, f := range frames {
			f.RefID = q.refID
		}
		responses[q.refID] = backend.DataResponse{Status: backend.StatusOK, Frames: frames}
		all = append(all, frames...)
	}
	if cmd.Output == "csv" {
		return writeCSV(a.out, splitSeries(all))
	}
	document, err := json.Marshal(&backend.QueryDataResponse{Responses: responses})
	if err != nil {
		return err
	}
	_, err = a.out.Write(append(safeJSON(document), '\n'))
	return err
}

// maxQuery is the most bytes of a query, as in Grafana.
const maxQuery = 1 << 20

// readQueries reads the queries from the command line or standard input. A query without refId gets the next free letter.
func (cmd *queryCommand) readQueries(in io.Reader) (queryRequest, []namedQuery, error) {
	text := []byte(cmd.Query)
	if cmd.Query == "-" {
		var err error
		if text, err = io.ReadAll(io.LimitReader(in, maxQuery+1)); err != nil {
			return queryRequest{}, nil, fmt.Errorf("read the query: %w", err)
		}
		if len(text) > maxQuery {
			return queryRequest{}, nil, usage("the query is larger than %d MiB: ask for less at once", maxQuery>>20)
		}
	}
	var request queryRequest
	if err := json.Unmarshal(text, &request); err != nil {
		return request, nil, notJSON(text, err)
	}
	if request.Queries == nil {
		request = queryRequest{Queries: []json.RawMessage{text}}
	}
	queries := make([]namedQuery, 0, len(request.Queries))
	for i, raw := range request.Queries {
		var name struct {
			RefID string `json:"refId"`
		}
		q, err := query.Parse(raw)
		if err == nil {
			if wrong := json.Unmarshal(raw, &name); wrong != nil {
				err = query.BadJSON(wrong, "")
			}
		}
		if name.RefID == "" {
			name.RefID = string(rune('A' + i%26))
		}
		if err != nil {
			return request, nil, inQuery(namedQuery{refID: name.RefID}, len(request.Queries), err)
		}
		queries = append(queries, namedQuery{name.RefID, q})
	}
	return request, queries, nil
}

// notJSON adds the line and column to an error of the JSON decoder.
func notJSON(text []byte, err error) error {
	if len(text) == 0 {
		return usage("the query is empty: write one such as %s", `{"queryType":"scorecard"}`)
	}
	offset := len(text)
	if syntax, ok := err.(*json.SyntaxError); ok { //nolint:errorlint // encoding/json returns it bare
		offset = int(syntax.Offset)
	}
	line, column := 1, 1
	for _, c := range string(text[:max(0, offset-1)]) {
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	return query.BadJSON(err, fmt.Sprintf(" at line %d, column %d", line, column))
}

// inQuery adds the refId to an error, where there are several queries.
func inQuery(q namedQuery, n int, err error) error {
	if n < 2 {
		return fmt.Errorf("query: %w", err)
	}
	return fmt.Errorf("query %s: %w", q.refID, err)
}

// timeRange reads a time range. The default of to is now, and that of from is defaultFrom, relative to the end.
func (a *app) timeRange(from, to, defaultFrom string, loc *time.Location) (engine.TimeRange, error) {
	now, err := a.instant(loc)
	if err != nil {
		return engine.TimeRange{}, err
	}
	end, err := readTime("--to", firstText(to, "now"), now, loc, dayEnd)
	if err != nil {
		return engine.TimeRange{}, err
	}
	reference := now
	if from == "" {
		from, reference = defaultFrom, end
	}
	start, err := readTime("--from", from, reference, loc, dayStart)
	if err == nil && !start.Before(end) {
		err = usage("the time range is empty: it starts at %s and ends at %s", start.Format(time.RFC3339), end.Format(time.RFC3339))
	}
	return engine.TimeRange{From: start, To: end}, err
}

func firstText(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// showAnswers prints the answers as tables.
func (a *app) showAnswers(v *engine.View, queries []namedQuery) error {
	for _, q := range queries {
		if (q.QueryType == query.Scorecard || q.QueryType == "") && q.Format != query.FormatStat {
			card, err := v.Scorecard(a.ctx, q.Query)
			if err != nil {
				return inQuery(q, len(queries), err)
			}
			if err := a.scorecard(card); err != nil {
				return err
			}
			continue
		}
		frames, err := answer.Compute(a.ctx, v, q.Query)
		if err != nil {
			return inQuery(q, len(queries), err)
		}
		if err := firstError(a.frames(splitSeries(frames)), a.notes(frames)); err != nil {
			return err
		}
	}
	return nil
}
