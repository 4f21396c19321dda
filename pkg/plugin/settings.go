package plugin

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/refresh"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/workset"
)

// Settings of a data source in the JSON of its configuration page or a provisioning file.
type Settings struct {
	Hosts                 string `json:"hosts"` // one or more "host" or "host:port", separated by commas
	Database              string `json:"database"`
	User                  string `json:"user"`
	TLSMode               string `json:"tlsMode"`       // one of TLSModes
	TLSServerName         string `json:"tlsServerName"` // name in the server's certificate, when it is not the host
	MaxConnections        int    `json:"maxConnections"`
	ConnectTimeoutSeconds int    `json:"connectTimeoutSeconds"`
	QueryTimeoutSeconds   int    `json:"queryTimeoutSeconds"`
	MemoryMegabytes       int    `json:"memoryMegabytes"` // of facts kept in memory
	MaxValues             int    `json:"maxValues"`       // of the largest answer
	RefreshMinutes        int    `json:"refreshMinutes"`  // between two refreshes of a metric that is read by SQL
	RefreshOff            bool   `json:"refreshOff"`      // metrics are refreshed by `okr refresh` only
	Locale                string `json:"locale"`          // language of titles; the organisation's own by default

	UnixSockets   bool   `json:"-"` // hosts may be Unix sockets, which Grafana's administrator allows and nobody else
	Password      string `json:"-"`
	TLSCACert     string `json:"-"` // PEM, like the two below
	TLSClientCert string `json:"-"`
	TLSClientKey  string `json:"-"`
}

// Limits of the settings.
const (
	defaultPort       = "5432"
	maxConnections    = 100
	maxConnectSeconds = 300
	maxQuerySeconds   = 3600
	maxMemory         = 1 << 20
	maxMaxValues      = 100_000_000
	maxRefreshMinutes = 7 * 24 * 60
)

// TLSModes lists the ways to encrypt the connection, from the weakest to the strongest.
func TLSModes() []string { return []string{"disable", "require", "verify-ca", "verify-full"} }

// Defaults are the values of settings that are left out. The configuration page shows them.
func Defaults() Settings {
	return Settings{
		TLSMode:               "verify-full",
		MaxConnections:        8,
		ConnectTimeoutSeconds: 5,
		QueryTimeoutSeconds:   30,
		MemoryMegabytes:       workset.DefaultBytes >> 20,
		MaxValues:             engine.DefaultValues,
		RefreshMinutes:        int(refresh.DefaultEvery / time.Minute),
	}
}

// SettingsError is a setting that cannot work. An administrator has to correct it.
type SettingsError struct {
	Field  string // as the configuration page names it
	Reason string // what is wrong and what to do
}

func (e *SettingsError) Error() string {
	return "data source settings: " + e.Field + ": " + e.Reason
}

func badSetting(field, format string, args ...any) error {
	return &SettingsError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// ReadSettings reads and checks the settings of a data source, and fills in the defaults. The error is a *SettingsError.
func (o Options) ReadSettings(s backend.DataSourceInstanceSettings) (Settings, error) {
	settings := Settings{UnixSockets: o.UnixSockets}
	if len(s.JSONData) > 0 {
		if err := json.Unmarshal(s.JSONData, &settings); err != nil {
			return Settings{}, badSetting("jsonData", "%s", query.JSONWords(err))
		}
	}
	settings.Password = s.DecryptedSecureJSONData["password"]
	settings.TLSCACert = s.DecryptedSecureJSONData["tlsCACert"]
	settings.TLSClientCert = s.DecryptedSecureJSONData["tlsClientCert"]
	settings.TLSClientKey = s.DecryptedSecureJSONData["tlsClientKey"]
	settings.setDefaults()
	for _, check := range []func() error{settings.checkServer, settings.checkTLS, settings.checkLimits} {
		if err := check(); err != nil {
			return Settings{}, err
		}
	}
	return settings, nil
}

func (s *Settings) setDefaults() {
	s.Database, s.User = strings.TrimSpace(s.Database), strings.TrimSpace(s.User)
	d := Defaults()
	s.TLSMode = cmp.Or(s.TLSMode, d.TLSMode)
	s.MaxConnections = cmp.Or(s.MaxConnections, d.MaxConnections)
	s.ConnectTimeoutSeconds = cmp.Or(s.ConnectTimeoutSeconds, d.ConnectTimeoutSeconds)
	s.QueryTimeoutSeconds = cmp.Or(s.QueryTimeoutSeconds, d.QueryTimeoutSeconds)
	s.MemoryMegabytes = cmp.Or(s.MemoryMegabytes, d.MemoryMegabytes)
	s.MaxValues = cmp.Or(s.MaxValues, d.MaxValues)
	s.RefreshMinutes = cmp.Or(s.RefreshMinutes, d.RefreshMinutes)
}

func (s Settings) checkServer() error {
	if len(s.hostPorts()) == 0 {
		return badSetting("Hosts", "no host is given: enter the server's address, for example db.example.com:5432")
	}
	for _, hp := range s.hostPorts() {
		host, port, err := net.SplitHostPort(hp)
		if postgres.IsSocket(host) && !s.UnixSockets {
			return badSetting("Hosts", "%q is a Unix socket, a file of Grafana's machine: enter host or host:port, or let whoever runs "+
				"Grafana allow it by allow_unix_sockets = true below [plugin.northstar-okrkpi-datasource] in its configuration", hp)
		}
		known := postgres.IsHost(host) || postgres.IsSocket(host)
		if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || !known || n < 1 || n > 65535 {
			return badSetting("Hosts", "%q is not an address: want host or host:port, separated by commas, without postgres://", hp)
		}
	}
	if s.Database == "" {
		return badSetting("Database", "no database is given: enter the name of the one that `okr migrate` prepared")
	}
	if s.User == "" {
		return badSetting("User", "no user is given: enter one that is a member of the role okr_reader")
	}
	return nil
}

// hostPorts are the servers with their ports, in the order in which they are tried.
func (s Settings) hostPorts() []string {
	var list []string
	for part := range strings.SplitSeq(s.Hosts, ",") {
		host := strings.TrimSpace(part)
		if host == "" {
			continue
		}
		if _, _, err := net.SplitHostPort(host); err != nil && (postgres.IsSocket(host) || !strings.ContainsAny(host, "/@")) {
			host = net.JoinHostPort(strings.Trim(host, "[]"), defaultPort)
		}
		list = append(list, host)
	}
	return list
}

func (s Settings) checkTLS() error {
	if modes := TLSModes(); !slices.Contains(modes, s.TLSMode) {
		last := len(modes) - 1
		return badSetting("TLS mode", "unknown mode %q: want %s or %s", s.TLSMode, strings.Join(modes[:last], ", "), modes[last])
	}
	if s.TLSCACert != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.TLSCACert)) {
		return badSetting("CA certificate", "holds no certificate: paste the whole PEM text, from -----BEGIN CERTIFICATE----- on")
	}
	switch {
	case s.TLSClientCert == "" && s.TLSClientKey == "":
		return nil
	case s.TLSClientCert == "":
		return badSetting("Client certificate", "a client key is given without its certificate: add it or remove the key")
	case s.TLSClientKey == "":
		return badSetting("Client key", "a client certificate is given without its key: add it or remove the certificate")
	}
	if _, err := tls.X509KeyPair([]byte(s.TLSClientCert), []byte(s.TLSClientKey)); err != nil {
		return badSetting("Client certificate", "certificate and key do not work together: %v", err)
	}
	return nil
}

func (s Settings) checkLimits() error {
	for _, l := range []struct {
		field   string
		value   int
		highest int
	}{
		{"Connections", s.MaxConnections, maxConnections},
		{"Connect timeout", s.ConnectTimeoutSeconds, maxConnectSeconds},
		{"Query timeout", s.QueryTimeoutSeconds, maxQuerySeconds},
		{"Memory", s.MemoryMegabytes, maxMemory},
		{"Largest answer", s.MaxValues, maxMaxValues},
		{"Refresh", s.RefreshMinutes, maxRefreshMinutes},
	} {
		if l.value < 1 || l.value > l.highest {
			return badSetting(l.field, "%d is out of range: want 1 to %d", l.value, l.highest)
		}
	}
	return nil
}

// Postgres is the configuration of the store. dial is nil for a direct connection.
func (s Settings) Postgres(dial dialFunc) postgres.Config {
	return postgres.Config{
		Hosts:            s.hostPorts(),
		Database:         s.Database,
		User:             s.User,
		Password:         s.Password,
		TLSMode:          s.TLSMode,
		CACert:           s.TLSCACert,
		ClientCert:       s.TLSClientCert,
		ClientKey:        s.TLSClientKey,
		ServerName:       s.TLSServerName,
		MaxConns:         s.MaxConnections,
		ConnectTimeout:   time.Duration(s.ConnectTimeoutSeconds) * time.Second,
		StatementTimeout: time.Duration(s.QueryTimeoutSeconds) * time.Second,
		UnixSockets:      s.UnixSockets,
		Dial:             dial,
		AppName:          "grafana okrkpi",
	}
}
