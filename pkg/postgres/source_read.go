package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// readSource runs the statement in a read-only session.
func (f *refreshRun) readSource(session *sourceSession) error {
	if err := session.readOnly(f.ctx, f.Calendar.Location().String()); err != nil {
		return err
	}
	st := newSourceStatement(f.Metric.Source.SQL.Statement)
	var rowErr error
	err := session.run(f.ctx, func(ctx context.Context, conn *pgconn.PgConn) (err error) {
		rowErr, err = f.runStatement(ctx, conn, st)
		return err
	})
	if rowErr != nil {
		return rowErr
	}
	if err != nil {
		return f.explain(err, st)
	}
	return nil
}

// runStatement passes the rows of the statement to the rows of the refresh. A faulty row ends the statement; that is
// rowErr.
func (f *refreshRun) runStatement(ctx context.Context, conn *pgconn.PgConn, st *sourceStatement) (rowErr, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	described, err := conn.Prepare(ctx, "", st.describe(), windowTypes)
	if err != nil {
		return nil, err
	}
	columns, err := matchColumns(f.Metric, described.Fields)
	if err != nil {
		return err, nil
	}
	params := [][]byte{instantText(f.Calendar.Start(f.Metric.Grain, f.span.first)), instantText(f.Until)}
	reader := conn.ExecParams(ctx, st.query(columns), params, windowTypes, nil, []int16{pgx.BinaryFormatCode})
	for rowErr == nil && reader.NextRow() {
		rowErr = f.rows.add(columns, reader.Values())
	}
	if rowErr != nil {
		cancel() // do not read the rest of the rows
	}
	_, err = reader.Close()
	return rowErr, err
}

func instantText(t time.Time) []byte {
	return []byte(t.UTC().Format("2006-01-02 15:04:05.999999Z07:00"))
}
