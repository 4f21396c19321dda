package plugin

import (
	"context"
	"net"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"golang.org/x/net/proxy"
)

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// proxyDial connects through Grafana's secure socks proxy where the data source's settings want it and Grafana has one. It is nil
// for a direct connection.
func proxyDial(ctx context.Context, s backend.DataSourceInstanceSettings) (dialFunc, error) {
	client, err := s.ProxyClient(ctx)
	if err != nil {
		return nil, badSetting("Secure Socks Proxy", "%v", err)
	}
	if !client.SecureSocksProxyEnabled() {
		return nil, nil
	}
	dialer, err := client.NewSecureSocksProxyContextDialer()
	if err != nil {
		return nil, badSetting("Secure Socks Proxy", "%v", err)
	}
	d, ok := dialer.(proxy.ContextDialer)
	if !ok {
		return nil, badSetting("Secure Socks Proxy", "it cannot be used with time limits: update Grafana")
	}
	return d.DialContext, nil
}
