package postgres

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// neutral has a value for each setting that the driver would otherwise take from the environment, a file in the home
// folder or the operating system. Only PGSERVICE has no such value: the driver reads that service, and its settings lose
// against these.
var neutral = map[string]string{
	"host": "localhost", "port": "5432", "database": "-", "user": "-", "password": "-", "passfile": "",
	"sslmode": tlsDisable, "sslcert": "", "sslkey": "", "sslrootcert": "", "sslpassword": "", "sslnegotiation": "postgres",
	"sslsni": "1", "sslcertmode": "allow", "connect_timeout": "5", "application_name": "", "options": "", "timezone": "",
	"target_session_attrs": "any", "channel_binding": "prefer", "require_auth": "", "min_protocol_version": "",
	"max_protocol_version": "",
}

// connection is the configuration of the driver.
func (c Config) connection() (*pgx.ConnConfig, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	var conn *pgx.ConnConfig
	var err error
	if c.URL != "" {
		conn, err = c.connectionByURL()
	} else {
		conn, err = c.connectionByFields()
	}
	if err != nil {
		return nil, err
	}
	// Servers behind a pooler accept only the settings that all clients send. Other settings are set per transaction.
	conn.RuntimeParams = map[string]string{
		"application_name": cmp.Or(c.AppName, conn.RuntimeParams["application_name"], "okr"),
	}
	// Statements are sent with their parameters at once and without a name, because a pooler may run each transaction on
	// another server connection.
	conn.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn.StatementCacheCapacity = 0
	conn.DescriptionCacheCapacity = 0
	conn.BuildContextWatcherHandler = func(p *pgconn.PgConn) ctxwatch.Handler {
		return &cancellation{conn: p, limit: c.ConnectTimeout}
	}
	if c.Dial != nil {
		conn.DialFunc = c.Dial
		// The dialer resolves names: behind a proxy they may have no meaning here.
		conn.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	}
	return conn, nil
}

func (c Config) connectionByURL() (*pgx.ConnConfig, error) {
	if len(c.Hosts) > 0 || c.Database != "" || c.User != "" {
		return nil, &ConfigError{"URL", "give either a URL, or hosts, database and user"}
	}
	u, err := parseURL(c.URL)
	if err != nil {
		return nil, err
	}
	conn, err := parseNeutral(u.settings())
	if err != nil {
		return nil, err
	}
	conn.Password = cmp.Or(u.password, c.Password)
	if u.params["connect_timeout"] == "" {
		conn.ConnectTimeout = c.ConnectTimeout
		conn.DialFunc = (&net.Dialer{Timeout: c.ConnectTimeout}).DialContext
	}
	return conn, nil
}

func (c Config) connectionByFields() (*pgx.ConnConfig, error) {
	switch {
	case len(c.Hosts) == 0:
		return nil, &ConfigError{"Hosts", "no host is given"}
	case c.Database == "":
		return nil, &ConfigError{"Database", "no database is given"}
	case c.User == "":
		return nil, &ConfigError{"User", "no user is given"}
	}
	conn, err := parseNeutral(map[string]string{"target_session_attrs": c.TargetSessionAttrs})
	if err != nil {
		return nil, &ConfigError{"TargetSessionAttrs", fmt.Sprintf(
			"unknown value %q: want any, read-write, read-only, primary, standby or prefer-standby", c.TargetSessionAttrs)}
	}
	conn.Database, conn.User, conn.Password = c.Database, c.User, c.Password
	conn.ConnectTimeout = c.ConnectTimeout
	conn.DialFunc = (&net.Dialer{Timeout: c.ConnectTimeout}).DialContext
	// Each host is tried once, with the same security. A fallback of the driver is another host here, and never a plain
	// connection after TLS has failed.
	conn.Fallbacks = nil
	for i, host := range c.Hosts {
		name, port, err := splitHost(host)
		if err != nil {
			return nil, err
		}
		if IsSocket(name) && !c.UnixSockets {
			return nil, &ConfigError{"Hosts", fmt.Sprintf("%q is a Unix socket, and these are not allowed here", name)}
		}
		tls, err := c.tlsConfig(name)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			conn.Host, conn.Port, conn.TLSConfig = name, port, tls
			continue
		}
		conn.Fallbacks = append(conn.Fallbacks, &pgconn.FallbackConfig{Host: name, Port: port, TLSConfig: tls})
	}
	return conn, nil
}

// neutralText is a connection string that sets everything.
func neutralText(settings map[string]string) string {
	var text strings.Builder
	for key, value := range neutral {
		if given, ok := settings[key]; ok {
			value = given
		}
		value = strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value)
		fmt.Fprintf(&text, "%s='%s' ", key, value)
	}
	return text.String()
}

func parseNeutral(settings map[string]string) (*pgx.ConnConfig, error) {
	conn, err := pgx.ParseConfig(neutralText(settings))
	if err != nil {
		// The driver's error quotes all settings. Only its cause is useful.
		reason := err.Error()
		if i := strings.Index(reason, "`: "); i >= 0 {
			reason = reason[i+len("`: "):]
		}
		if strings.HasPrefix(reason, "failed to read service") {
			reason = "the variable PGSERVICE is set but its service cannot be read: unset it, it is not used here"
		}
		return nil, &ConfigError{"URL", reason}
	}
	return conn, nil
}
