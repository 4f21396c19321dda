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
			_, err := ReadSettings(backend.DataSourceInstanceSettings{
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
	s, err := ReadSettings(backend.DataSourceInstanceSettings{
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
	for _, seed := range []string{valid, ``, `{`, `{"hosts":"[::1]:5432,a@b/c","tlsMode":"x"}`, `{"hosts":":5432"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, jsonData []byte) {
		s, err := ReadSettings(backend.DataSourceInstanceSettings{JSONData: jsonData})
		if err != nil {
			var bad *SettingsError
			if !errors.As(err, &bad) || bad.Field == "" || bad.Reason == "" {
				t.Fatalf("an error without a field or a reason: %v", err)
			}
			return
		}
		if store, err := postgres.Open(s.Postgres(nil)); err != nil {
			t.Fatalf("settings that were found good do not open: %v", err)
		} else {
			store.Close()
		}
	})
}
