package plugin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/postgres"
)

func TestSettings(t *testing.T) {
	cert, key := selfSigned(t)
	_, otherKey := selfSigned(t)
	cases := map[string]struct {
		json   string
		secret map[string]string
		field  string // that is complained about, "" for none
	}{
		"A host, a database and a user are enough": {`{"hosts":"db","database":"okr","user":"grafana"}`, nil, ""},
		"Settings of other pages do not matter":    {`{"hosts":"db","database":"okr","user":"g","enableSecureSocksProxy":false,"x":1}`, nil, ""},
		"Nothing at all":                           {``, nil, "Hosts"},
		"No JSON":                                  {`{`, nil, "jsonData"},
		"A number that is text":                    {`{"hosts":"db","maxConnections":"8"}`, nil, "jsonData"},
		"Only commas for hosts":                    {`{"hosts":" , ","database":"okr","user":"g"}`, nil, "Hosts"},
		"A URL for a host":                         {`{"hosts":"postgres://db/okr","database":"okr","user":"g"}`, nil, "Hosts"},
		"A port that is none":                      {`{"hosts":"db:http","database":"okr","user":"g"}`, nil, "Hosts"},
		"A port out of range":                      {`{"hosts":"db:70000","database":"okr","user":"g"}`, nil, "Hosts"},
		"A Unix socket":                            {`{"hosts":"/var/run/postgresql","database":"okr","user":"g"}`, nil, "Hosts"},
		"A Unix socket with a port":                {`{"hosts":"db,/var/run/postgresql:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"An escaped Unix socket":                   {`{"hosts":"%2Fvar%2Frun:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"An abstract socket":                       {`{"hosts":"@postgres:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"A file":                                   {`{"hosts":"../etc/passwd:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"A file of Windows":                        {`{"hosts":"C:\\x","database":"okr","user":"g"}`, nil, "Hosts"},
		"A host with a line break":                 {`{"hosts":"d\nb:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"A host with a NUL":                        {`{"hosts":"d\u0000b","database":"okr","user":"g"}`, nil, "Hosts"},
		"A host with a space":                      {`{"hosts":"d b:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"A host with a parameter":                  {`{"hosts":"db?sslmode=disable","database":"okr","user":"g"}`, nil, "Hosts"},
		"A host with a fragment":                   {`{"hosts":"db#x:5432","database":"okr","user":"g"}`, nil, "Hosts"},
		"Sockets that settings allow themselves":   {`{"hosts":"/tmp:1","database":"okr","user":"g","UnixSockets":true}`, nil, "Hosts"},
		"No database":                              {`{"hosts":"db","user":"g"}`, nil, "Database"},
		"No user":                                  {`{"hosts":"db","database":"okr","user":" "}`, nil, "User"},
		"An unknown TLS mode":                      {`{"hosts":"db","database":"okr","user":"g","tlsMode":"prefer"}`, nil, "TLS mode"},
		"A CA certificate that is none":            {valid, map[string]string{"tlsCACert": "hello"}, "CA certificate"},
		"A CA certificate":                         {valid, map[string]string{"tlsCACert": cert}, ""},
		"A client certificate with its key":        {valid, map[string]string{"tlsClientCert": cert, "tlsClientKey": key}, ""},
		"A client certificate without its key":     {valid, map[string]string{"tlsClientCert": cert}, "Client key"},
		"A client key without its certificate":     {valid, map[string]string{"tlsClientKey": key}, "Client certificate"},
		"A client certificate with another's key": {
			valid, map[string]string{"tlsClientCert": cert, "tlsClientKey": otherKey}, "Client certificate",
		},
		"Fewer connections than one":                {`{"hosts":"db","database":"okr","user":"g","maxConnections":-1}`, nil, "Connections"},
		"More connections than any server can have": {`{"hosts":"db","database":"okr","user":"g","maxConnections":1000}`, nil, "Connections"},
		"A largest answer below nothing": {
			`{"hosts":"db","database":"okr","user":"g","maxValues":-1}`, nil, "Largest answer",
		},
		"A largest answer that no machine has room for": {
			`{"hosts":"db","database":"okr","user":"g","maxValues":1000000000}`, nil, "Largest answer",
		},
		"A timeout of a day": {
			`{"hosts":"db","database":"okr","user":"g","queryTimeoutSeconds":86400}`, nil, "Query timeout",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Options{}.ReadSettings(backend.DataSourceInstanceSettings{
				JSONData: []byte(c.json), DecryptedSecureJSONData: c.secret,
			})
			var bad *SettingsError
			errors.As(err, &bad)
			switch {
			case c.field == "" && err != nil:
				t.Fatal(err)
			case c.field != "" && (bad == nil || bad.Field != c.field):
				t.Fatalf("got %v, want a complaint about %q", err, c.field)
			}
		})
	}
}

const valid = `{"hosts":"db","database":"okr","user":"grafana"}`

func TestSettingsBecomeTheStoresConfiguration(t *testing.T) {
	s, err := Options{}.ReadSettings(backend.DataSourceInstanceSettings{
		JSONData: []byte(`{"hosts":"a, b:6432,[::1]:5433, ::1","database":"okr","user":"g","tlsServerName":"db.internal",
			"maxConnections":3,"queryTimeoutSeconds":7}`),
		DecryptedSecureJSONData: map[string]string{"password": "secret"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Postgres(nil)
	if want := []string{"a:5432", "b:6432", "[::1]:5433", "[::1]:5432"}; !slices.Equal(c.Hosts, want) {
		t.Errorf("hosts %v, want %v", c.Hosts, want)
	}
	if c.URL != "" || c.Database != "okr" || c.User != "g" || c.Password != "secret" || c.ServerName != "db.internal" {
		t.Errorf("identity: %+v", c)
	}
	if s.MaxValues != 1_000_000 {
		t.Errorf("the largest answer has %d values", s.MaxValues)
	}
	if c.TLSMode != "verify-full" || c.MaxConns != 3 || c.StatementTimeout != 7*time.Second || c.ConnectTimeout != 5*time.Second {
		t.Errorf("limits: %+v", c)
	}
}

func TestUnixSocketsAreForThoseWhoRunGrafanaToAllow(t *testing.T) {
	in := backend.DataSourceInstanceSettings{
		JSONData: []byte(`{"hosts":"/var/run/postgresql, /tmp:5433","database":"okr","user":"g"}`),
	}
	s, err := Options{UnixSockets: true}.ReadSettings(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"/var/run/postgresql:5432", "/tmp:5433"}; !slices.Equal(s.Postgres(nil).Hosts, want) {
		t.Errorf("hosts %v, want %v", s.Postgres(nil).Hosts, want)
	}
	store, err := postgres.Open(s.Postgres(nil))
	if err != nil {
		t.Fatal(err)
	}
	store.Close()
	if _, err := (Options{}).ReadSettings(in); err == nil || !strings.Contains(err.Error(), "allow_unix_sockets") {
		t.Errorf("%v", err)
	}
}

// selfSigned makes a certificate and its key, both PEM.
func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test"},
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, bytes []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}))
	}
	return encode("CERTIFICATE", der), encode("PRIVATE KEY", keyDER)
}

func FuzzReadSettings(f *testing.F) {
	for _, seed := range []string{
		valid, ``, `{`, `{"hosts":"[::1]:5432,a@b/c","tlsMode":"x"}`, `{"hosts":":5432"}`,
		`{"hosts":"/tmp,[fe80::1%eth0]:1","database":"d","user":"u"}`,
	} {
		f.Add([]byte(seed), "s3cretpassw0rd", "-----BEGIN CERTIFICATE-----", "", "-----BEGIN PRIVATE KEY-----", false)
	}
	f.Add([]byte(valid), "", "", "x", "y", true)
	f.Fuzz(func(t *testing.T, jsonData []byte, password, ca, cert, key string, sockets bool) {
		s, err := Options{UnixSockets: sockets}.ReadSettings(backend.DataSourceInstanceSettings{
			JSONData: jsonData, DecryptedSecureJSONData: map[string]string{
				"password": password, "tlsCACert": ca, "tlsClientCert": cert, "tlsClientKey": key,
			},
		})
		if err != nil {
			var bad *SettingsError
			if !errors.As(err, &bad) || bad.Field == "" || bad.Reason == "" {
				t.Fatalf("an error without a field or a reason: %v", err)
			}
			for _, secret := range []string{password, key} {
				// A secret of a few characters, or one that is in the open settings as well, may be in the words by chance.
				if len(secret) > 12 && !strings.Contains(string(jsonData), secret) && strings.Contains(err.Error(), secret) {
					t.Fatalf("a secret shows in: %v", err)
				}
			}
			return
		}
		for _, host := range s.hostPorts() {
			if !sockets && strings.ContainsAny(host, `/@\?# `) {
				t.Fatalf("%q was taken for a host", host)
			}
		}
		store, err := postgres.Open(s.Postgres(nil))
		if err != nil {
			t.Fatalf("settings that were found good do not open: %v", err)
		}
		store.Close()
	})
}
