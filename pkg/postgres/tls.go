package postgres

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
)

// tlsConfig is the TLS configuration for one host; nil: no TLS, as on Unix sockets.
func (c Config) tlsConfig(host string) (*tls.Config, error) {
	if c.TLSMode == tlsDisable || IsSocket(host) {
		return nil, nil
	}
	conf := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: cmp.Or(c.ServerName, host)}
	if c.CACert != "" {
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM([]byte(c.CACert)) {
			return nil, &ConfigError{"CACert", "is not a certificate in PEM form"}
		}
	}
	if c.ClientCert != "" || c.ClientKey != "" {
		pair, err := tls.X509KeyPair([]byte(c.ClientCert), []byte(c.ClientKey))
		if err != nil {
			return nil, &ConfigError{"ClientCert", "certificate and key do not form a pair in PEM form"}
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	switch c.TLSMode {
	case tlsRequire:
		conf.InsecureSkipVerify = true // the mode says so
	case tlsVerifyCA:
		conf.InsecureSkipVerify = true // the chain is verified below, without the name
		conf.VerifyConnection = func(state tls.ConnectionState) error {
			return verifyChain(state.PeerCertificates, conf.RootCAs)
		}
	}
	return conf, nil
}

// verifyChain checks who signed a certificate, but not its name.
func verifyChain(chain []*x509.Certificate, roots *x509.CertPool) error {
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, cert := range chain[1:] {
		opts.Intermediates.AddCert(cert)
	}
	_, err := chain[0].Verify(opts)
	return err
}
