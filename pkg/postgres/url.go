package postgres

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// urlParams are the parameters that a database URL may have.
var urlParams = []string{
	"application_name", "channel_binding", "connect_timeout", "require_auth", "sslcert", "sslkey", "sslmode",
	"sslrootcert", "target_session_attrs",
}

// urlTLSModes are the values of sslmode. checkTLS allows the first two only on this machine.
var urlTLSModes = []string{"allow", "prefer", tlsDisable, tlsRequire, tlsVerifyCA, tlsVerifyFull}

// databaseURL is a parsed connection string.
type databaseURL struct {
	user, password string
	hosts, ports   []string
	database       string
	params         map[string]string
}

func badURL(format string, args ...any) error {
	return &ConfigError{"URL", fmt.Sprintf(format, args...)}
}

// parseURL reads a URL with one or more hosts. Its errors never quote a part of the URL that could belong to an unescaped
// password.
func parseURL(text string) (databaseURL, error) {
	u := databaseURL{params: map[string]string{}}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || scheme != "postgres" && scheme != "postgresql" {
		return u, badURL("want postgres://user:password@host:5432/database")
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if strings.Contains(path, "@") {
		return u, badURL("escape special characters of the password: / is %%2F, ? is %%3F, # is %%23, @ is %%40")
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return u, badURL("no user is given: want postgres://user:password@host:5432/database")
	}
	name, password, _ := strings.Cut(authority[:at], ":")
	var err error
	if u.user, err = url.PathUnescape(name); err != nil || u.user == "" {
		return u, badURL("the user's name is missing or not escaped rightly")
	}
	if u.password, err = url.PathUnescape(password); err != nil {
		return u, badURL("the password has a %% that does not start an escape: write %%25")
	}
	for host := range strings.SplitSeq(authority[at+1:], ",") {
		name, port, err := splitHost(unescapedSocket(host))
		if err != nil {
			return u, badURL("%q is not a host with an optional port", host)
		}
		u.hosts = append(u.hosts, name)
		u.ports = append(u.ports, fmt.Sprint(port))
	}
	if err := u.parsePath(path); err != nil {
		return u, err
	}
	return u, u.checkTLS()
}

// checkTLS refuses modes that fall back to plain text, and so reveal the password, where a host is another machine.
func (u databaseURL) checkTLS() error {
	mode, given := u.params["sslmode"]
	if given && !slices.Contains(urlTLSModes, mode) {
		return badURL("unknown sslmode %q: want %s", mode, strings.Join(urlTLSModes, ", "))
	}
	if mode != "prefer" && mode != "allow" || u.local() {
		return nil
	}
	return badURL("sslmode=%s goes on in plain text where the server offers no TLS, or somebody on the way says so: write "+
		"sslmode=verify-full (with sslrootcert=FILE for an authority of your own) or sslmode=require, or sslmode=disable on a "+
		"network that you trust", mode)
}

// local reports whether all hosts are this machine.
func (u databaseURL) local() bool {
	return !slices.ContainsFunc(u.hosts, func(host string) bool { return !isLoopback(host) })
}

// tlsMode is the mode of the URL, or else the safest that needs no further settings.
func (u databaseURL) tlsMode() string {
	switch {
	case u.params["sslmode"] != "":
		return u.params["sslmode"]
	case u.local():
		return "prefer"
	}
	return tlsVerifyFull
}

func (u *databaseURL) parsePath(text string) error {
	path, parameters, _ := strings.Cut(text, "?")
	name, err := url.PathUnescape(strings.TrimPrefix(path, "/"))
	if err != nil || name == "" || strings.ContainsAny(name, "/#") {
		return badURL("no database is given: want postgres://user:password@host:5432/database")
	}
	u.database = name
	params, err := url.ParseQuery(parameters)
	if err != nil {
		return badURL("the parameters after ? are not escaped rightly")
	}
	for _, key := range slices.Sorted(maps.Keys(params)) {
		if !slices.Contains(urlParams, key) {
			return badURL("unknown parameter %q: known are %s", key, strings.Join(urlParams, ", "))
		}
		u.params[key] = params.Get(key)
	}
	return nil
}

// settings are the settings of the URL for the driver, without the password, so that errors of the driver cannot contain
// it.
func (u databaseURL) settings() map[string]string {
	settings := map[string]string{
		"host": strings.Join(u.hosts, ","), "port": strings.Join(u.ports, ","),
		"user": u.user, "database": u.database,
	}
	maps.Copy(settings, u.params)
	settings["sslmode"] = u.tlsMode()
	return settings
}

func (u databaseURL) redacted() string {
	hosts := make([]string, len(u.hosts))
	for i := range hosts {
		hosts[i] = u.hosts[i] + ":" + u.ports[i]
	}
	return fmt.Sprintf("postgres://%s@%s/%s", u.user, strings.Join(hosts, ","), u.database)
}
