package plugin

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/proxy"
	"github.com/grafana/grafana-plugin-sdk-go/config"
)

// greeting listens, reports the first byte that a connection brings (5 is SOCKS 5) and hangs up.
func greeting(t *testing.T) (address string, first <-chan byte) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	heard := make(chan byte, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			hello := make([]byte, 1)
			if _, err := io.ReadFull(c, hello); err == nil {
				select {
				case heard <- hello[0]:
				default:
				}
			}
			_ = c.Close()
		}
	}()
	return l.Addr().String(), heard
}

func TestConnectionsGoThroughTheSecureSocksProxyWhereItIsAskedFor(t *testing.T) {
	const jsonData = `{"hosts":"127.0.0.1:1","database":"okr","user":"g","tlsMode":"disable","enableSecureSocksProxy":true}`
	address, first := greeting(t)
	ctx := config.WithGrafanaConfig(t.Context(), config.NewGrafanaCfg(map[string]string{
		proxy.PluginSecureSocksProxyEnabled:       "true",
		proxy.PluginSecureSocksProxyAllowInsecure: "true",
		proxy.PluginSecureSocksProxyProxyAddress:  address,
	}))
	instance, err := New(ctx, backend.DataSourceInstanceSettings{UID: "okr", JSONData: []byte(jsonData)})
	if err != nil {
		t.Fatal(err)
	}
	d := instance.(*Datasource)
	defer d.Dispose()
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{newQuery("A", `{}`)}})
	if err != nil {
		t.Fatal(err)
	}
	got := response.Responses["A"]
	if got.ErrorSource != backend.ErrorSourceDownstream || !strings.Contains(got.Error.Error(), "the database is unreachable") {
		t.Fatalf("answered with %q %v", got.ErrorSource, got.Error)
	}
	if version := <-first; version != 5 {
		t.Fatalf("the proxy was greeted with %d, want SOCKS 5", version)
	}
}
