package postgres

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ReaderLogin is what a read-only program needs to connect.
type ReaderLogin struct {
	Hosts    []string // host:port
	Database string
	User     string
	TLSMode  string // disable, require, verify-ca or verify-full
}

// CreateReader creates a login that is a member of okr_reader only, in the database of cfg; an existing one gets the new
// password. The tables have to exist.
func CreateReader(ctx context.Context, cfg Config, user, password string) (ReaderLogin, error) {
	conn, err := cfg.connection()
	if err != nil {
		return ReaderLogin{}, err
	}
	conn.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	t := targetOf(conn)
	c, err := pgx.ConnectConfig(ctx, conn)
	if err != nil {
		return ReaderLogin{}, t.classify(ctx, err, attempt{})
	}
	defer closeConn(ctx, c)
	if err := createLogin(ctx, c, user, password); err != nil {
		if isState(err, stateNoPrivilege) {
			name := pgx.Identifier{user}.Sanitize()
			return ReaderLogin{}, &PermissionError{
				User: t.user, Reason: "creating a user that only reads: " + oneLine(err), Err: err,
				Fix: fmt.Sprintf("Run as an administrator: CREATE ROLE %s LOGIN PASSWORD '…' IN ROLE %s;", name, roleReader),
			}
		}
		return ReaderLogin{}, t.classify(ctx, err, attempt{})
	}
	login := ReaderLogin{Database: conn.Database, User: user, TLSMode: cfg.modeOf(c)}
	address, _, _ := strings.Cut(t.address, "/")
	login.Hosts = strings.Split(address, ",")
	return login, nil
}

func createLogin(ctx context.Context, c *pgx.Conn, user, password string) error {
	secret, err := c.PgConn().EscapeString(password)
	if err != nil {
		return err
	}
	var exists bool
	if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", user).Scan(&exists); err != nil {
		return err
	}
	verb := "CREATE"
	if exists {
		verb = "ALTER"
	}
	name := pgx.Identifier{user}.Sanitize()
	_, err = c.Exec(ctx, fmt.Sprintf("%s ROLE %s LOGIN PASSWORD '%s'", verb, name, secret))
	if err != nil {
		return err
	}
	var member bool
	if err := c.QueryRow(ctx, "SELECT pg_has_role($1, $2, 'MEMBER')", user, roleReader).Scan(&member); err != nil || member {
		return err
	}
	_, err = c.Exec(ctx, fmt.Sprintf("GRANT %s TO %s", roleReader, name))
	return err
}

// modeOf is the TLS mode that leads to a connection like conn. Modes that depend on the server are replaced by the one
// that was used.
func (c Config) modeOf(conn *pgx.Conn) string {
	mode := c.TLSMode
	if u, err := parseURL(c.URL); err == nil {
		mode = u.tlsMode()
	}
	if mode == tlsVerifyCA || mode == tlsVerifyFull {
		return mode
	}
	if _, encrypted := conn.PgConn().Conn().(*tls.Conn); encrypted {
		return tlsRequire
	}
	return tlsDisable
}
