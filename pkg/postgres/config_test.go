package postgres

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func describe(c *pgx.ConnConfig) string {
	text := fmt.Sprintf("%s:%s@%s:%d/%s", c.User, c.Password, c.Host, c.Port, c.Database)
	for _, f := range c.Fallbacks {
		text += fmt.Sprintf(" %s:%d", f.Host, f.Port)
	}
	return text
}

func TestConnectionSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cfg  Config
		want string
	}{
		"a URL":             {Config{URL: "postgres://u:p@h:6543/d?sslmode=disable"}, "u:p@h:6543/d"},
		"the usual port":    {Config{URL: "postgresql://u:p@h/d?sslmode=disable"}, "u:p@h:5432/d"},
		"escaped parts":     {Config{URL: "postgres://us%40er:p%2F%3A%20'\\@h/d%20b?sslmode=disable"}, "us@er:p/: '\\@h:5432/d b"},
		"a colon inside":    {Config{URL: "postgres://u:a:b@h/d?sslmode=disable"}, "u:a:b@h:5432/d"},
		"several hosts":     {Config{URL: "postgres://u:p@h1:1,h2:2,h3/d?sslmode=disable"}, "u:p@h1:1/d h2:2 h3:5432"},
		"version 6":         {Config{URL: "postgres://u:p@[::1]:6543,[::2]/d?sslmode=disable"}, "u:p@::1:6543/d ::2:5432"},
		"a password beside": {Config{URL: "postgres://u@h/d?sslmode=disable", Password: "p"}, "u:p@h:5432/d"},
		"on this machine TLS is tried, and done without where there is none": {
			Config{URL: "postgres://u:p@127.1.2.3/d"}, "u:p@127.1.2.3:5432/d 127.1.2.3:5432",
		},
		"the same by name":         {Config{URL: "postgres://u:p@localhost/d?sslmode=prefer"}, "u:p@localhost:5432/d localhost:5432"},
		"the same by version 6":    {Config{URL: "postgres://u:p@[::1]/d"}, "u:p@::1:5432/d ::1:5432"},
		"no other host goes plain": {Config{URL: "postgres://u:p@h/d"}, "u:p@h:5432/d"},
		"a name of any script":     {Config{URL: "postgres://u:p@bücher.example/d"}, "u:p@bücher.example:5432/d"},
		"a socket in a URL":        {Config{URL: "postgres://u:p@%2Fvar%2Frun:6543/d"}, "u:p@/var/run:6543/d"},
		"a socket that is allowed": {
			Config{Hosts: []string{"/var/run"}, Database: "d", User: "u", UnixSockets: true, TLSMode: "verify-full"}, "u:@/var/run:5432/d",
		},
		"fields": {
			Config{Hosts: []string{"h1", "h2:2", "[::1]:3", "::1"}, Database: "d", User: "u", Password: "p'\\ "},
			"u:p'\\ @h1:5432/d h2:2 ::1:3 ::1:5432",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := tc.cfg.connection()
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(conn); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	t.Parallel()
	fields := Config{Hosts: []string{"h"}, Database: "d", User: "u"}
	with := func(change func(*Config)) Config {
		c := fields
		change(&c)
		return c
	}
	for name, tc := range map[string]struct {
		cfg   Config
		field string
	}{
		"nothing":             {Config{}, "Hosts"},
		"no database":         {with(func(c *Config) { c.Database = "" }), "Database"},
		"no user":             {with(func(c *Config) { c.User = "" }), "User"},
		"a port too high":     {with(func(c *Config) { c.Hosts = []string{"h:99999"} }), "Hosts"},
		"colons":              {with(func(c *Config) { c.Hosts = []string{"a:b:c"} }), "Hosts"},
		"no host but a port":  {with(func(c *Config) { c.Hosts = []string{":1"} }), "Hosts"},
		"an unknown TLS mode": {with(func(c *Config) { c.TLSMode = "prefer" }), "TLSMode"},
		"no certificate":      {with(func(c *Config) { c.CACert = "x" }), "CACert"},
		"half a pair":         {with(func(c *Config) { c.ClientKey = "x" }), "ClientCert"},
		"unknown servers":     {with(func(c *Config) { c.TargetSessionAttrs = "best" }), "TargetSessionAttrs"},
		"too many":            {with(func(c *Config) { c.MaxConns = 5000 }), "MaxConns"},
		"negative time":       {with(func(c *Config) { c.LoadTimeout = -time.Second }), "LoadTimeout"},
		"URL and fields":      {with(func(c *Config) { c.URL = "postgres://u:p@h/d" }), "URL"},
		"another scheme":      {Config{URL: "mysql://u:p@h/d"}, "URL"},
		"words":               {Config{URL: "host=h user=u"}, "URL"},
		"an unknown TLS mode in the URL": {
			Config{URL: "postgres://u:p@h/d?sslmode=maybe"}, "URL",
		},
		"a Unix socket":             {with(func(c *Config) { c.Hosts = []string{"/var/run/postgresql"} }), "Hosts"},
		"a Unix socket with a port": {with(func(c *Config) { c.Hosts = []string{"h", "/var/run/postgresql:5432"} }), "Hosts"},
		"a control character":       {with(func(c *Config) { c.Hosts = []string{"h\n"} }), "Hosts"},
		"a space":                   {with(func(c *Config) { c.Hosts = []string{"h h"} }), "Hosts"},
		"a question mark":           {with(func(c *Config) { c.Hosts = []string{"h?x=1"} }), "Hosts"},
		"a number sign":             {with(func(c *Config) { c.Hosts = []string{"h#1"} }), "Hosts"},
		"an escaped slash":          {with(func(c *Config) { c.Hosts = []string{"%2Fvar%2Frun"} }), "Hosts"},
		"an abstract socket":        {with(func(c *Config) { c.Hosts = []string{"@x"} }), "Hosts"},
		"a path of Windows":         {with(func(c *Config) { c.Hosts = []string{`C:\x`} }), "Hosts"},
		"a file of another folder":  {with(func(c *Config) { c.Hosts = []string{"../x"} }), "Hosts"},
		"plain text where TLS fails": {
			Config{URL: "postgres://u:p@h/d?sslmode=prefer"}, "URL",
		},
		"plain text unless the server insists": {
			Config{URL: "postgres://u:p@127.0.0.1,h/d?sslmode=allow"}, "URL",
		},
		"a parameter that no pooler keeps": {Config{URL: "postgres://u:p@h/d?search_path=x"}, "URL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(tc.cfg)
			e, ok := err.(*ConfigError) //nolint:errorlint // it has to be returned as it is
			if !ok || e.Field != tc.field || e.Reason == "" {
				t.Errorf("got %v, want one about %s", err, tc.field)
			}
		})
	}
}

// TestPasswordsDoNotShow tries passwords that were not escaped, and every way to print settings.
func TestPasswordsDoNotShow(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"s3cret", "s3/cret", "s3?cret", "s3#cret", "s3@cret", "s3%cret", "s3:cret", "s3%zzcret", "s3[cret"} {
		for _, rest := range []string{"@h/d", "@h:x/d", "@h:1:2/d", "@h", "@/d", "@h/d?sslmode=x", "@h/d?sslrootcert=/none", "@h/d?%zz=1"} {
			cfg := Config{URL: "postgres://user:" + password + rest}
			_, err := cfg.connection()
			texts := fmt.Sprint(err) + fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg) + fmt.Sprint(slog.AnyValue(cfg).Resolve())
			for _, part := range []string{"s3", "cret"} {
				if strings.Contains(texts, part) {
					t.Errorf("%q shows in: %s", part, texts)
				}
			}
		}
	}
	cfg := Config{Hosts: []string{"h"}, Database: "d", User: "u", Password: "s3cret", ClientKey: "k3y"}
	if text := fmt.Sprintf("%v %+v %#v %s", cfg, &cfg, cfg, cfg); strings.Contains(text, "3") {
		t.Errorf("a secret shows in %s", text)
	}
}

// TestEnvironmentHasNoSay sets everything that the driver would read.
func TestEnvironmentHasNoSay(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("HOME", dir)
	write(".pgpass", "*:*:*:*:leaked\n")
	for name, value := range map[string]string{
		"PGHOST": "leaked", "PGPORT": "1", "PGDATABASE": "leaked", "PGUSER": "leaked", "PGPASSWORD": "leaked",
		"PGAPPNAME": "leaked", "PGOPTIONS": "-c search_path=leaked", "PGTZ": "Asia/Tokyo", "PGSSLMODE": "verify-full",
		"PGSSLROOTCERT": "/leaked", "PGSSLCERT": "/leaked", "PGSSLKEY": "/leaked", "PGTARGETSESSIONATTRS": "standby",
		"PGCONNECT_TIMEOUT": "1000", "PGREQUIREAUTH": "none", "PGCHANNELBINDING": "require", "PGSSLNEGOTIATION": "direct",
		"PGPASSFILE": write("pass", "*:*:*:*:leaked\n"), "PGMINPROTOCOLVERSION": "3.2", "PGSSLCERTMODE": "require",
		"PGSERVICE": "leaked", "PGSERVICEFILE": write("service", "[leaked]\nhost=leaked\npassword=leaked\noptions=leaked\n"),
	} {
		t.Setenv(name, value)
	}
	for _, cfg := range []Config{
		{URL: "postgres://u@h/d?sslmode=disable"},
		{Hosts: []string{"h"}, Database: "d", User: "u", TLSMode: "disable"},
	} {
		conn, err := cfg.connection()
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(conn); got != "u:@h:5432/d" {
			t.Errorf("got %s", got)
		}
		if conn.TLSConfig != nil || conn.ValidateConnect != nil || conn.RequireAuth != "" || conn.ChannelBinding != "prefer" ||
			conn.MinProtocolVersion != "3.0" || conn.ConnectTimeout != 5*time.Second || conn.SSLNegotiation == "direct" {
			t.Errorf("settings leaked: %+v", conn.Config)
		}
		if got := fmt.Sprint(conn.RuntimeParams); got != "map[application_name:okr]" {
			t.Errorf("parameters of the session: %s", got)
		}
		store, err := Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		store.Close()
	}
	t.Setenv("PGSERVICEFILE", filepath.Join(dir, "missing"))
	if _, err := Open(Config{URL: "postgres://u@h/d"}); err == nil || !strings.Contains(err.Error(), "PGSERVICE") {
		t.Errorf("got %v, want an error that names PGSERVICE", err)
	}
}

// TestOnlyThisMachineIsReachedInPlainText looks at what the driver would do, host by host.
func TestOnlyThisMachineIsReachedInPlainText(t *testing.T) {
	t.Parallel()
	for host, plain := range map[string]bool{
		"127.0.0.1": true, "127.255.0.1": true, "localhost": true, "LOCALHOST": true, "[::1]": true, "[::ffff:127.0.0.1]": true, "%2Ftmp": true,
		"db.example.com": false, "10.0.0.1": false, "192.168.1.1": false, "[fe80::1]": false, "localhost.example.com": false,
		"127.0.0.1.example.com": false, "128.0.0.1": false, "127.0.0.1,db.example.com": false,
	} {
		conn, err := Config{URL: "postgres://u:p@" + host + "/d"}.connection()
		if err != nil {
			t.Fatal(host, err)
		}
		goesPlain := conn.TLSConfig == nil
		for _, f := range conn.Fallbacks {
			goesPlain = goesPlain || f.TLSConfig == nil
		}
		if goesPlain != plain {
			t.Errorf("%s: plain text %v, want %v", host, goesPlain, plain)
		}
		if !plain && (conn.TLSConfig.InsecureSkipVerify || conn.TLSConfig.ServerName == "") {
			t.Errorf("%s: the certificate is not verified", host)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"postgres://u:p@h:1/d?sslmode=disable", "postgres://u@h1,h2:2/d", "postgresql://u:%2F@[::1]:1/d", "postgres://", "x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseURL(text)
		if err != nil {
			return
		}
		if u.user == "" || u.database == "" || len(u.hosts) == 0 || len(u.hosts) != len(u.ports) {
			t.Errorf("%q is incomplete: %+v", text, u)
		}
		if len(u.password) > 3 && u.password != u.user && !strings.Contains(u.database+strings.Join(u.hosts, ""), u.password) &&
			strings.Contains(u.redacted(), u.password) && !strings.Contains(u.redacted(), u.user+u.password) &&
			!strings.Contains(u.user, u.password) && !strings.Contains("postgres://", u.password) {
			t.Errorf("the password shows in %s", u.redacted())
		}
		_, _ = Config{URL: text}.connection()
	})
}

func TestPayloadsFitIntoAnAnnouncement(t *testing.T) {
	t.Parallel()
	revisions := map[string]int64{}
	for i := range 2000 {
		revisions[fmt.Sprintf("metric_with_a_rather_long_name_%04d", i)] = math.MaxInt64 - int64(i)
	}
	joined := map[string]int64{}
	parts := payloads(revisions)
	for _, part := range parts {
		payload, err := json.Marshal(change{Metrics: part})
		if err != nil || len(payload) > 7999 {
			t.Errorf("a payload has %d bytes: %v", len(payload), err)
		}
		maps.Copy(joined, part)
	}
	if !maps.Equal(joined, revisions) || len(parts) > 25 {
		t.Errorf("%d parts hold %d of %d revisions", len(parts), len(joined), len(revisions))
	}
}
