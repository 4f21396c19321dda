package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"
)

const (
	pluginID       = "northstar-okrkpi-datasource"
	datasourceUID  = "okrkpi"
	preferredPort  = 3000
	grafanaTimeout = 3 * time.Minute
	addressFile    = "url" // in Grafana's folder, as long as it runs
)

// grafanaProgram is an installed Grafana.
type grafanaProgram struct {
	binary string
	home   string // with conf/ and public/
}

// findGrafana looks for a Grafana in GRAFANA_HOME and on the PATH. ok is false where there is none; an error means that
// GRAFANA_HOME does not hold one.
func findGrafana(env func(string) string) (p grafanaProgram, ok bool, err error) {
	name := "grafana"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if home := env("GRAFANA_HOME"); home != "" {
		p = grafanaProgram{filepath.Join(home, "bin", name), home}
		if _, err := os.Stat(p.binary); err != nil {
			return p, false, usage("GRAFANA_HOME is %s, but there is no %s", home, p.binary)
		}
		return p, true, nil
	}
	binary, err := exec.LookPath(name)
	if err != nil {
		return p, false, nil //nolint:nilerr // having none is no error
	}
	if real, err := filepath.EvalSymlinks(binary); err == nil {
		binary = real
	}
	prefix := filepath.Dir(filepath.Dir(binary))
	for _, home := range []string{prefix, filepath.Join(prefix, "share", "grafana"), "/usr/share/grafana"} {
		if _, err := os.Stat(filepath.Join(home, "conf", "defaults.ini")); err == nil {
			return grafanaProgram{binary, home}, true, nil
		}
	}
	return p, false, nil
}

// grafanaConfig is how the demo wants its Grafana.
type grafanaConfig struct {
	program      grafanaProgram
	dir          string // for everything that Grafana writes
	plugin       string // folder with the built plugin
	provisioning string
	database     map[string]string // variables of the provisioned data source
}

// grafana is a running server.
type grafana struct {
	url  string
	cmd  *exec.Cmd
	log  string
	file string        // that holds url
	done chan struct{} // closed when the server has ended
	err  error         // its result, once done
}

// startGrafana runs a server of its own on the loopback interface. It returns before the server answers.
func startGrafana(ctx context.Context, cfg grafanaConfig) (*grafana, error) {
	port, err := loopbackPort(ctx, preferredPort)
	if err != nil {
		return nil, err
	}
	plugins, err := linkPlugin(cfg)
	if err != nil {
		return nil, err
	}
	g := &grafana{
		url:  "http://127.0.0.1:" + strconv.Itoa(port),
		log:  filepath.Join(cfg.dir, "console.log"),
		file: filepath.Join(cfg.dir, addressFile),
		done: make(chan struct{}),
	}
	logFile, err := os.Create(g.log)
	if err != nil {
		return nil, err
	}
	defer logFile.Close() //nolint:errcheck // the server has its own handle
	//nolint:gosec // the user's own Grafana
	g.cmd = exec.CommandContext(context.WithoutCancel(ctx), cfg.program.binary, "server", "--homepath", cfg.program.home)
	g.cmd.Dir = cfg.program.home
	g.cmd.Stdout, g.cmd.Stderr = logFile, logFile
	g.cmd.SysProcAttr = childAttributes()
	g.cmd.Env = append(os.Environ(), grafanaEnvironment(cfg, plugins, g.url, port)...)
	if err := g.start(); err != nil {
		return nil, err
	}
	if err := os.WriteFile(g.file, []byte(g.url), 0o600); err != nil {
		g.stop()
		return nil, err
	}
	return g, nil
}

// runningGrafana is the address of the server that another process has started with the same folder, "" for none.
func runningGrafana(ctx context.Context, dir string) string {
	url, err := os.ReadFile(filepath.Join(dir, addressFile)) //nolint:gosec // below the folder that the user chose
	if err != nil || !healthy(ctx, &http.Client{Timeout: 2 * time.Second}, string(url)) {
		return ""
	}
	return string(url)
}

// start runs the server from a thread of its own: Linux ends a child when the thread that started it ends.
func (g *grafana) start() error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(g.done)
		err := g.cmd.Start()
		started <- err
		if err == nil {
			g.err = g.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("cannot start Grafana: %w", err)
	}
	return nil
}

func grafanaEnvironment(cfg grafanaConfig, plugins, url string, port int) []string {
	vars := map[string]string{
		"GF_PATHS_DATA":                             filepath.Join(cfg.dir, "data"),
		"GF_PATHS_LOGS":                             filepath.Join(cfg.dir, "logs"),
		"GF_PATHS_PLUGINS":                          plugins,
		"GF_PATHS_PROVISIONING":                     cfg.provisioning,
		"GF_LOG_MODE":                               "console",
		"GF_SERVER_HTTP_ADDR":                       "127.0.0.1",
		"GF_SERVER_HTTP_PORT":                       strconv.Itoa(port),
		"GF_SERVER_ROOT_URL":                        url + "/",
		"GF_SECURITY_ADMIN_USER":                    "admin",
		"GF_SECURITY_ADMIN_PASSWORD":                "admin",
		"GF_AUTH_ANONYMOUS_ENABLED":                 "true",
		"GF_AUTH_ANONYMOUS_ORG_ROLE":                "Viewer",
		"GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS": pluginID,
		"GF_PLUGINS_PREINSTALL_DISABLED":            "true",
		"GF_ANALYTICS_ENABLED":                      "false",
		"GF_ANALYTICS_REPORTING_ENABLED":            "false",
		"GF_ANALYTICS_CHECK_FOR_UPDATES":            "false",
		"GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES":     "false",
		"GF_NEWS_NEWS_FEED_ENABLED":                 "false",
		"GF_SECURITY_ACTIONS_ALLOW_POST_URL":        "/api/datasources/uid/" + datasourceUID + "/resources/*",
		// The demo lasts a day: whoever signed in with a program stays so.
		"GF_AUTH_TOKEN_ROTATION_INTERVAL_MINUTES": "1440",
		"OKR_PROVISIONING_DIR":                    cfg.provisioning,
	}
	for name, value := range cfg.database {
		vars[name] = value
	}
	list := make([]string, 0, len(vars))
	for name, value := range vars {
		list = append(list, name+"="+value)
	}
	return list
}

// linkPlugin makes the folder of plugins that Grafana reads: it holds the built one only.
func linkPlugin(cfg grafanaConfig) (string, error) {
	folder := filepath.Join(cfg.dir, "plugins")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", err
	}
	link := filepath.Join(folder, pluginID)
	if target, err := os.Readlink(link); err == nil && target == cfg.plugin {
		return folder, nil
	}
	if err := os.Remove(link); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	return folder, os.Symlink(cfg.plugin, link)
}

// loopbackPort is the preferred port, or a free one when that is taken.
func loopbackPort(ctx context.Context, preferred int) (int, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp4", "127.0.0.1:"+strconv.Itoa(preferred))
	if err != nil {
		if l, err = listen.Listen(ctx, "tcp4", "127.0.0.1:0"); err != nil {
			return 0, fmt.Errorf("no free port for Grafana: %w", err)
		}
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// waitHealthy returns when the server answers.
func (g *grafana) waitHealthy(ctx context.Context) error {
	deadline := time.After(grafanaTimeout)
	client := &http.Client{Timeout: 2 * time.Second}
	for !healthy(ctx, client, g.url) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-g.done:
			return fmt.Errorf("grafana ended while it started (%w): see %s", g.err, g.log)
		case <-deadline:
			return fmt.Errorf("grafana did not answer within %v: see %s", grafanaTimeout, g.log)
		case <-time.After(250 * time.Millisecond):
		}
	}
	return nil
}

func healthy(ctx context.Context, client *http.Client, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/health", nil)
	if err != nil {
		return false
	}
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// stop ends the server: politely at first, then at once.
func (g *grafana) stop() {
	_ = os.Remove(g.file)
	_ = interrupt(g.cmd.Process)
	select {
	case <-g.done:
	case <-time.After(15 * time.Second):
		_ = g.cmd.Process.Kill()
		<-g.done
	}
}
