package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/northstar/okrkpi/pkg/okr"
)

// windowTypes are the types of the parameters $1 and $2 of a source, whether it uses them or not.
var windowTypes = []uint32{pgtype.TimestamptzOID, pgtype.TimestamptzOID}

// SourceError says why the result of a metric's statement is not facts.
type SourceError struct {
	Metric string
	Reason string
}

func (e *SourceError) Error() string { return "metric " + e.Metric + ": " + e.Reason }

// sourceStatement is the statement of a metric's source. It always runs as a table in FROM, where only a query is allowed.
type sourceStatement struct {
	text   string
	before string // text in front of the statement, as it was sent last
}

func newSourceStatement(text string) *sourceStatement {
	return &sourceStatement{text: strings.TrimRight(text, "; \t\r\n")}
}

// describe is the statement that finds out the columns.
func (s *sourceStatement) describe() string {
	s.before = "SELECT * FROM (\n"
	return s.before + s.text + "\n) AS source"
}

// query is the statement that yields time, then numerator and denominator or value as double precision, then segments as
// text. Of texts that are too long for a label it sends only the beginning, because the driver keeps all of it.
func (s *sourceStatement) query(c sourceColumns) string {
	list := make([]string, 0, 1+len(c.numbers)+len(c.segments))
	list = append(list, `"time"`)
	for _, name := range c.numbers {
		list = append(list, pgx.Identifier{name}.Sanitize()+"::double precision")
	}
	for _, name := range c.segments {
		list = append(list, fmt.Sprintf("left(%s::text, %d)", pgx.Identifier{name}.Sanitize(), maxSourceLabel+1))
	}
	s.before = "SELECT " + strings.Join(list, ", ") + " FROM (\n"
	return s.before + s.text + "\n) AS source"
}

// sourceColumns are the columns of a statement, in the order of query.
type sourceColumns struct {
	timeType uint32
	numbers  []string // numerator and denominator, or value
	segments []string
}

// matchColumns checks that the columns of a statement are those of the metric.
func matchColumns(m okr.Metric, fields []pgconn.FieldDescription) (sourceColumns, error) {
	types := map[string]uint32{}
	for _, f := range fields {
		if _, twice := types[f.Name]; twice {
			return sourceColumns{}, &SourceError{m.Name, fmt.Sprintf("its statement yields the column %q twice", f.Name)}
		}
		types[f.Name] = f.DataTypeOID
	}
	c := sourceColumns{numbers: []string{"numerator", "denominator"}, segments: sortedSegments(m)}
	if _, ok := types["value"]; ok {
		c.numbers = []string{"value"}
	}
	wanted := slices.Concat([]string{"time"}, c.numbers, c.segments)
	for _, name := range wanted {
		if _, ok := types[name]; !ok {
			return c, &SourceError{m.Name, fmt.Sprintf("its statement yields no column %q: %s", name, wantedColumns(m))}
		}
	}
	for _, f := range fields {
		if !slices.Contains(wanted, f.Name) {
			return c, &SourceError{m.Name, fmt.Sprintf("its statement yields the column %q, which is not a segment of the "+
				"metric: %s", f.Name, wantedColumns(m))}
		}
	}
	c.timeType = types["time"]
	return c, checkTypes(m, c, types)
}

func checkTypes(m okr.Metric, c sourceColumns, types map[string]uint32) error {
	if m.Type == okr.Ratio && len(c.numbers) == 1 {
		return &SourceError{m.Name, "its statement yields a value, but a ratio needs numerator and denominator"}
	}
	switch c.timeType {
	case pgtype.DateOID, pgtype.TimestampOID, pgtype.TimestamptzOID:
	default:
		return &SourceError{m.Name, `the column "time" of its statement is not a date or timestamp: cast it`}
	}
	for _, name := range c.numbers {
		switch types[name] {
		case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID:
		default:
			return &SourceError{m.Name, fmt.Sprintf("the column %q of its statement is not a number: cast it", name)}
		}
	}
	return nil
}

// sortedSegments are the segments to compare the columns with.
func sortedSegments(m okr.Metric) []string { return slices.Sorted(slices.Values(m.Segments)) }

func wantedColumns(m okr.Metric) string {
	text := "want time, numerator and denominator, or time and value"
	if m.Type == okr.Ratio {
		text = "want time, numerator and denominator"
	}
	if len(m.Segments) > 0 {
		text += ", and the segments " + strings.Join(sortedSegments(m), ", ")
	}
	return text
}

// explain makes an error about the statement of an error of the driver.
func (f *refreshRun) explain(err error, st *sourceStatement) error {
	var pgErr *pgconn.PgError
	var long *pgproto3.ExceededMaxBodyLenErr
	switch {
	case f.ctx.Err() != nil:
		return err // handled by the caller
	case errors.Is(err, errSourceLimit):
		return &TimeoutError{Metric: f.Metric.Name, Limit: f.Limit, Err: err}
	case errors.As(err, &long):
		return &LimitError{
			Metric: f.Metric.Name, Err: err, What: fmt.Sprintf("sends a message of %d bytes, where %d are the most", long.ActualBodyLen,
				long.MaxExpectedBodyLen), Fix: "look at the texts of errors that its functions raise",
		}
	case errors.As(err, &pgErr) && pgErr.Code == stateAdminShutdown && f.store.answers(f.ctx):
		return &QueryError{
			Metric: f.Metric.Name, SQLState: pgErr.Code, Message: pgErr.Message, Err: err,
			Hint: "the database still answers: the statement ended its own session, or an administrator did",
		}
	case pgErr == nil, pgErr.Severity == "FATAL":
		return err
	}
	if short := exhausted(pgErr, err); short != nil {
		short.Metric = f.Metric.Name
		return short
	}
	switch pgErr.Code {
	case stateQueryCanceled, stateLockNotAvailable:
		return &TimeoutError{Metric: f.Metric.Name, Limit: f.Limit, Err: err}
	case stateNoPrivilege:
		return &PermissionError{
			User: f.store.target.user, Metric: f.Metric.Name, Reason: pgErr.Message, Err: err,
			Fix: fmt.Sprintf("Run as the owner of the source: GRANT SELECT ON … TO %s;", roleWriter),
		}
	}
	q := &QueryError{
		Metric: f.Metric.Name, SQLState: pgErr.Code, Message: cutText(pgErr.Message), Detail: cutText(pgErr.Detail),
		Hint: cutText(pgErr.Hint), Err: err,
	}
	switch pgErr.Code {
	case stateReadOnly:
		q.Hint = "the statement of a source can only read"
	case stateSyntaxError:
		q.Hint = "a source is one SELECT without parameters but $1 and $2"
	}
	st.locate(q, int(pgErr.Position))
	return q
}

// locate converts a position in the sent text, in characters, to one in the statement as it is written.
func (s *sourceStatement) locate(q *QueryError, position int) {
	chars := []rune(s.text)
	at := position - 1 - len([]rune(s.before))
	if position == 0 || at < 0 || at > len(chars) {
		return
	}
	head := string(chars[:at])
	lineStart := strings.LastIndexByte(head, '\n') + 1
	q.Position = at + 1
	q.Line = strings.Count(head, "\n") + 1
	q.Column = len([]rune(head[lineStart:])) + 1
	q.Excerpt, _, _ = strings.Cut(s.text[lineStart:], "\n")
}
