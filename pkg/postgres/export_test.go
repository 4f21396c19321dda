package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Acquire takes a connection out of the pool.
func (s *Store) Acquire(ctx context.Context) (*pgxpool.Conn, error) { return s.pool.Acquire(ctx) }
