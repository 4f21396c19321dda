package postgres

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"
)

// Config is how to reach a database: by URL, or by the fields from Hosts to ServerName. Neither PG* environment variables
// nor password or service files have an effect.
type Config struct {
	// URL is postgres://user:password@host:5432/database, with several hosts separated by commas, and the libpq parameters
	// sslmode, sslrootcert, sslcert, sslkey, target_session_attrs, connect_timeout, application_name, channel_binding and
	// require_auth. The default of sslmode is prefer where all hosts are this machine, and verify-full otherwise.
	URL string

	Hosts    []string // host or host:port, tried in order; a folder is the Unix socket in it
	Database string
	User     string
	Password string // used where the URL has none, too

	// TLSMode is disable, require (the default: encrypted, without checking the server), verify-ca or verify-full.
	TLSMode    string
	CACert     string // PEM; "": those of the system
	ClientCert string // PEM
	ClientKey  string // PEM
	ServerName string // name in the certificate of the server; "": the host

	// UnixSockets allows Unix sockets in Hosts. A URL may always have one, with its slashes as %2F.
	UnixSockets bool

	// TargetSessionAttrs selects among several hosts: any (the default), read-write, read-only, primary, standby or
	// prefer-standby.
	TargetSessionAttrs string

	MaxConns         int           // of the pool; default 4
	ConnectTimeout   time.Duration // per host; default 5 s
	StatementTimeout time.Duration // of each statement that reads for an answer; default 30 s
	LoadTimeout      time.Duration // of each statement that loads facts, and of the statement of a metric; default 15 min
	LockTimeout      time.Duration // of waiting for locks; default 2 min
	AppName          string        // shown in pg_stat_activity; default okr

	// Dial replaces the network, for example by a proxy. It gets host names as they are configured.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// ConfigError is an invalid connection setting. It contains no secret.
type ConfigError struct {
	Field  string // field of Config
	Reason string
}

func (e *ConfigError) Error() string { return "database setting " + e.Field + ": " + e.Reason }

// TLS modes, as libpq names them.
const (
	tlsDisable    = "disable"
	tlsRequire    = "require"
	tlsVerifyCA   = "verify-ca"
	tlsVerifyFull = "verify-full"
)

// String is the configuration without secrets.
func (c Config) String() string {
	if c.URL != "" {
		if u, err := parseURL(c.URL); err == nil {
			return u.redacted()
		}
		return "an invalid database URL"
	}
	return fmt.Sprintf("postgres://%s@%s/%s", c.User, strings.Join(c.Hosts, ","), c.Database)
}

// GoString is String, so that no format prints the password.
func (c Config) GoString() string { return c.String() }

// LogValue is String, so that no logger prints the password.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

func (c Config) withDefaults() Config {
	c.TLSMode = cmp.Or(c.TLSMode, tlsRequire)
	c.TargetSessionAttrs = cmp.Or(c.TargetSessionAttrs, "any")
	c.MaxConns = cmp.Or(c.MaxConns, 4)
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, 5*time.Second)
	c.StatementTimeout = cmp.Or(c.StatementTimeout, 30*time.Second)
	c.LoadTimeout = cmp.Or(c.LoadTimeout, 15*time.Minute)
	c.LockTimeout = cmp.Or(c.LockTimeout, 2*time.Minute)
	return c
}

// validate checks the settings that URLs and fields share.
func (c Config) validate() error {
	if !slices.Contains([]string{tlsDisable, tlsRequire, tlsVerifyCA, tlsVerifyFull}, c.TLSMode) {
		return &ConfigError{
			"TLSMode", fmt.Sprintf("unknown mode %q: want disable, require, verify-ca or verify-full", c.TLSMode),
		}
	}
	if c.MaxConns < 0 || c.MaxConns > 1000 {
		return &ConfigError{"MaxConns", fmt.Sprintf("%d connections: want 1 to 1000", c.MaxConns)}
	}
	for name, d := range map[string]time.Duration{
		"ConnectTimeout": c.ConnectTimeout, "StatementTimeout": c.StatementTimeout, "LoadTimeout": c.LoadTimeout,
		"LockTimeout": c.LockTimeout,
	} {
		if d < time.Millisecond {
			return &ConfigError{name, fmt.Sprintf("%v: want a millisecond or more", d)}
		}
	}
	return nil
}
