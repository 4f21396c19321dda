package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Resource is something that a server may run out of.
type Resource int

// Resources of a server.
const (
	UnknownResource Resource = iota
	Connections
	Disk
	Memory
	ServerLimit // set by the configuration of the server
)

// String says in words that the resource is exhausted.
func (r Resource) String() string {
	switch r {
	case Connections:
		return "no connection to the database server is free"
	case Disk:
		return "the disk of the database server is full"
	case Memory:
		return "the database server has no memory left for this"
	case ServerLimit:
		return "a limit of the database server is reached"
	}
	return "the database server lacks something"
}

// ResourceError says that the server, or the pooler in front of it, ran out of a resource. Nothing was stored.
type ResourceError struct {
	Resource Resource
	Metric   string // metric whose statement needed too much; "": none
	Reason   string // message of the server
	Fix      string // what to do
	Err      error
}

func (e *ResourceError) Error() string {
	text := fmt.Sprintf("%v: %s: %s", e.Resource, e.Reason, e.Fix)
	if e.Metric != "" {
		return "metric " + e.Metric + ": " + text
	}
	return text
}

func (e *ResourceError) Unwrap() error { return e.Err }

// States of class 53, insufficient resources.
const (
	stateDiskFull           = "53100"
	stateOutOfMemory        = "53200"
	stateTooManyConnections = "53300"
	stateServerLimit        = "53400"
	stateProtocol           = "08P01" // also used by PgBouncer for all of its messages
)

// exhausted is the resource that ran out; nil for other errors.
func exhausted(pgErr *pgconn.PgError, err error) *ResourceError {
	e := &ResourceError{Reason: pgErr.Message, Err: err}
	switch {
	case pgErr.Code == stateTooManyConnections:
		e.Resource, e.Fix = Connections, connectionsFix(pgErr.Message)
	case pgErr.Code == stateProtocol && strings.Contains(pgErr.Message, "too many"): // from the server, through PgBouncer
		e.Resource, e.Fix = Connections, connectionsFix(pgErr.Message)
	case pgErr.Code == stateProtocol && strings.Contains(pgErr.Message, "no more connections"):
		e.Resource = Connections
		e.Fix = "raise max_client_conn or the user's limit in PgBouncer, or lower the number of connections here"
	case pgErr.Code == stateProtocol && strings.Contains(pgErr.Message, "query_wait_timeout"):
		e.Resource = Connections
		e.Fix = "all of PgBouncer's connections to the server are in use: raise default_pool_size there, or end what holds them"
	case pgErr.Code == stateDiskFull:
		e.Resource, e.Fix = Disk, "make room there and try again; nothing was stored"
	case pgErr.Code == stateOutOfMemory && strings.Contains(pgErr.Message, "shared memory"):
		e.Resource, e.Fix = Memory, "some session holds very many locks: see the view pg_locks, end it, or raise max_locks_per_transaction"
	case pgErr.Code == stateOutOfMemory:
		e.Resource, e.Fix = Memory, "ask for less at once, or give the server more; nothing was stored"
	case pgErr.Code == stateServerLimit:
		e.Resource, e.Fix = ServerLimit, "ask for less at once, or raise that setting of the server; nothing was stored"
	default:
		return nil
	}
	return e
}

// connectionsFix says which limit of the server to raise.
func connectionsFix(message string) string {
	switch {
	case strings.Contains(message, "for role"):
		return "end other sessions of this user, lower the number of connections here, or run as an administrator: " +
			"ALTER ROLE … CONNECTION LIMIT …;"
	case strings.Contains(message, "for database"):
		return "end other sessions of this database, lower the number of connections here, or run as an administrator: " +
			"ALTER DATABASE … CONNECTION LIMIT …;"
	}
	return "end sessions that nobody needs (see pg_stat_activity), lower the number of connections here, or raise max_connections there"
}
