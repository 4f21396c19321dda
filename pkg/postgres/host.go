package postgres

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// defaultPort is the default port of PostgreSQL.
const defaultPort = "5432"

// splitHost reads host or host:port. The host is a name, an address, or the folder of a Unix socket.
func splitHost(host string) (name string, port uint16, err error) {
	name, portText, err := net.SplitHostPort(host)
	if err != nil {
		name, portText = strings.Trim(host, "[]"), defaultPort
	}
	n, err := strconv.ParseUint(portText, 10, 16)
	if err != nil || n == 0 || !IsSocket(name) && !IsHost(name) {
		return "", 0, &ConfigError{"Hosts", fmt.Sprintf("%q is not host:port", host)}
	}
	return name, uint16(n), nil
}

// IsHost reports whether a text can be the name or address of a host. Names may be in any script.
func IsHost(name string) bool {
	if strings.Contains(name, ":") {
		_, err := netip.ParseAddr(name)
		return err == nil
	}
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '_'
	})
}

// IsSocket reports whether a host is the folder of a Unix socket.
func IsSocket(host string) bool {
	return strings.HasPrefix(host, "/") && !strings.ContainsFunc(host, unicode.IsControl)
}

// isLoopback reports whether data that is sent to a host stays on this machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || IsSocket(host) {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// unescapedSocket is the host of a URL, in which the folder of a Unix socket has escaped slashes.
func unescapedSocket(host string) string {
	if !strings.HasPrefix(strings.ToUpper(host), "%2F") {
		return host
	}
	if path, err := url.PathUnescape(host); err == nil {
		return path
	}
	return host
}
