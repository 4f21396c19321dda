package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/northstar/okrkpi/pkg/dev/localgrafana"
)

const (
	pluginID      = "northstar-okrkpi-datasource"
	datasourceUID = "okrkpi"
	grafanaPort   = 3000 // the port, where it is free
)

// grafanaConfig is the configuration of the demo's Grafana. login has the variables of the provisioned data source.
func (cmd *demoCommand) grafanaConfig(program localgrafana.Program, login map[string]string) (cfg localgrafana.Config, err error) {
	dir, plugin, provisioning := filepath.Join(cmd.Dir, "grafana"), cmd.Plugin, cmd.Provisioning
	for _, path := range []*string{&dir, &plugin, &provisioning} {
		if *path, err = filepath.Abs(*path); err != nil {
			return cfg, err
		}
	}
	if _, err := os.Stat(filepath.Join(plugin, "plugin.json")); err != nil {
		return cfg, fmt.Errorf("there is no built plugin in %s: run npm run demo, which builds it", cmd.Plugin)
	}
	env := map[string]string{
		"GF_PATHS_PROVISIONING":              provisioning,
		"GF_SECURITY_ACTIONS_ALLOW_POST_URL": "/api/datasources/uid/" + datasourceUID + "/resources/*",
		// Sessions last for the whole demo, also those of programs.
		"GF_AUTH_TOKEN_ROTATION_INTERVAL_MINUTES": "1440",
		"OKR_PROVISIONING_DIR":                    provisioning,
	}
	maps.Copy(env, login)
	return localgrafana.Config{
		Program: program, Dir: dir, Port: grafanaPort, Plugins: map[string]string{pluginID: plugin}, Env: env,
	}, nil
}
