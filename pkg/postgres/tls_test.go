package postgres_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// authority signs certificates.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pem  string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.pem, _, a.key = sign(t, template, nil)
	block, _ := pem.Decode([]byte(a.pem))
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	a.cert = cert
	return a
}

// issue returns a certificate for a name and its key, in PEM form.
func (a *authority) issue(t *testing.T, name string) (cert, key string) {
	t.Helper()
	cert, key, _ = sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}, a)
	return cert, key
}

func sign(t *testing.T, template *x509.Certificate, by *authority) (certPEM, keyPEM string, key *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}))
	}
	return encode("CERTIFICATE", der), encode("EC PRIVATE KEY", keyDER), key
}

// startTLSServer starts a server with a certificate for db.example. User with_cert signs in by certificate.
func startTLSServer(t *testing.T, ca *authority) postgres.Config {
	t.Helper()
	server, err := localpg.Start(t.Context(), localpg.Config{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	folders, _ := filepath.Glob(filepath.Join(server.DataDir(), "pg*", "data"))
	if len(folders) != 1 {
		t.Fatal(folders)
	}
	cert, key := ca.issue(t, "db.example")
	hba := "hostssl all with_cert all cert\nhost all all all scram-sha-256\n"
	for name, text := range map[string]string{"server.crt": cert, "server.key": key, "root.crt": ca.pem, "pg_hba.conf": hba} {
		path := filepath.Join(folders[0], name)
		_, statErr := os.Stat(path)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if statErr != nil {
			giveLike(t, path, folders[0])
		}
	}
	cfg := postgres.Config{URL: server.URL("postgres")}
	for _, sql := range []string{
		"ALTER SYSTEM SET ssl_ca_file = 'root.crt'", "ALTER SYSTEM SET ssl = on", "CREATE ROLE with_cert LOGIN",
		"SELECT pg_reload_conf()",
	} {
		pgtest.Exec(t, cfg, sql)
	}
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		FOR i IN 1..100 LOOP EXIT WHEN current_setting('ssl') = 'on'; PERFORM pg_sleep(0.05); END LOOP;
	END $$`)
	return cfg
}

func TestTLSModes(t *testing.T) {
	t.Parallel()
	ca, other := newAuthority(t), newAuthority(t)
	admin := startTLSServer(t, ca)
	u, err := url.Parse(admin.URL)
	if err != nil {
		t.Fatal(err)
	}
	clientCert, clientKey := ca.issue(t, "with_cert")
	for name, tc := range map[string]struct {
		change    func(*postgres.Config)
		encrypted bool
		fails     string // part of the message
	}{
		"disable":               {func(c *postgres.Config) { c.TLSMode = "disable" }, false, ""},
		"the default encrypts":  {func(*postgres.Config) {}, true, ""},
		"require":               {func(c *postgres.Config) { c.TLSMode = "require" }, true, ""},
		"verify-ca":             {func(c *postgres.Config) { c.TLSMode, c.CACert = "verify-ca", ca.pem }, true, ""},
		"verify-ca, another CA": {func(c *postgres.Config) { c.TLSMode, c.CACert = "verify-ca", other.pem }, false, "x509"},
		"verify-ca of the system": {
			func(c *postgres.Config) { c.TLSMode = "verify-ca" }, false, "x509",
		},
		"verify-full": {
			func(c *postgres.Config) { c.TLSMode, c.CACert, c.ServerName = "verify-full", ca.pem, "db.example" }, true, "",
		},
		"verify-full, another name": {
			func(c *postgres.Config) { c.TLSMode, c.CACert = "verify-full", ca.pem }, false, "x509",
		},
		"verify-full, another CA": {
			func(c *postgres.Config) { c.TLSMode, c.CACert, c.ServerName = "verify-full", other.pem, "db.example" }, false, "x509",
		},
		"a certificate of the client": {
			func(c *postgres.Config) {
				c.User, c.Password, c.ClientCert, c.ClientKey = "with_cert", "", clientCert, clientKey
			}, true, "",
		},
		"no certificate of the client": {
			func(c *postgres.Config) { c.User, c.Password = "with_cert", "" }, false, "certificate",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := postgres.Config{
				Hosts: []string{u.Host}, Database: "postgres", User: u.User.Username(), Password: passwordOf(t, admin),
				AppName: "tls " + name,
			}
			tc.change(&cfg)
			store := pgtest.Open(t, cfg)
			checks := store.Check(t.Context(), false)
			if tc.fails != "" {
				if last := checks[len(checks)-1]; last.OK || !strings.Contains(last.Message, tc.fails) {
					t.Errorf("%+v", checks)
				}
				return
			}
			if len(checks) < 3 {
				t.Fatalf("%+v", checks)
			}
			pgtest.Exec(t, admin, `DO $$ BEGIN
				IF (SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
					WHERE application_name = 'tls `+name+`') IS DISTINCT FROM `+strconv.FormatBool(tc.encrypted)+` THEN
					RAISE 'encrypted or not, against the mode';
				END IF;
			END $$`)
		})
	}
}

func TestSeveralHosts(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	fields := postgres.Config{
		Hosts: []string{"127.0.0.1:1", u.Host}, Database: strings.TrimPrefix(u.Path, "/"), User: u.User.Username(),
		Password: passwordOf(t, cfg), TLSMode: "disable",
	}
	if _, err := pgtest.Open(t, fields).Revision(t.Context()); err != nil {
		t.Error(err)
	}
	fields.TargetSessionAttrs = "standby"
	_, err = pgtest.Open(t, fields).Revision(t.Context())
	if e := want[*postgres.UnavailableError](t, err); !strings.HasPrefix(e.Address, "127.0.0.1:1,"+u.Host) {
		t.Errorf("%+v", e)
	}
	byURL := withURL(t, cfg, func(u *url.URL) { u.Host = "127.0.0.1:1," + u.Host })
	if _, err := pgtest.Open(t, byURL).Revision(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestDialReplacesTheNetwork(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	var dialed atomic.Int64
	proxied := withURL(t, cfg, func(u *url.URL) { u.Host = "db.only-known-to-the-proxy:5432" })
	u, _ := url.Parse(cfg.URL)
	proxied.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dialed.Add(1); address != "db.only-known-to-the-proxy:5432" {
			t.Errorf("dialed %s", address)
		}
		return (&net.Dialer{}).DialContext(ctx, network, u.Host)
	}
	if _, err := pgtest.Open(t, proxied).Revision(t.Context()); err != nil || dialed.Load() == 0 {
		t.Errorf("%d connections, %v", dialed.Load(), err)
	}
}
