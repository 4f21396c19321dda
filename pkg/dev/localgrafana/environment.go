package localgrafana

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// environment are the variables of a server that uses nothing from the internet, and that everybody on this machine may view.
func environment(cfg Config, plugins, url string, port int) []string {
	vars := map[string]string{
		"GF_PATHS_DATA":                             filepath.Join(cfg.Dir, "data"),
		"GF_PATHS_LOGS":                             filepath.Join(cfg.Dir, "logs"),
		"GF_PATHS_PLUGINS":                          plugins,
		"GF_LOG_MODE":                               "console",
		"GF_SERVER_HTTP_ADDR":                       "127.0.0.1",
		"GF_SERVER_HTTP_PORT":                       strconv.Itoa(port),
		"GF_SERVER_ROOT_URL":                        url + "/",
		"GF_SECURITY_ADMIN_USER":                    "admin",
		"GF_SECURITY_ADMIN_PASSWORD":                "admin",
		"GF_AUTH_ANONYMOUS_ENABLED":                 "true",
		"GF_AUTH_ANONYMOUS_ORG_ROLE":                "Viewer",
		"GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS": strings.Join(slices.Sorted(maps.Keys(cfg.Plugins)), ","),
		"GF_PLUGINS_PREINSTALL_DISABLED":            "true",
		"GF_ANALYTICS_ENABLED":                      "false",
		"GF_ANALYTICS_REPORTING_ENABLED":            "false",
		"GF_ANALYTICS_CHECK_FOR_UPDATES":            "false",
		"GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES":     "false",
		"GF_NEWS_NEWS_FEED_ENABLED":                 "false",
	}
	maps.Copy(vars, cfg.Env)
	list := make([]string, 0, len(vars))
	for name, value := range vars {
		list = append(list, name+"="+value)
	}
	return list
}
