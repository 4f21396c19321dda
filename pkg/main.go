// The executable that Grafana starts for its OKR and KPI data sources.
package main

import (
	"os"
	_ "time/tzdata" // calendars need time zones where the system has none

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/plugin"
)

// What Grafana makes of log_requests = true and allow_unix_sockets = true in the plugin's section of its configuration.
const (
	logRequests  = "GF_PLUGIN_LOG_REQUESTS"
	allowSockets = "GF_PLUGIN_ALLOW_UNIX_SOCKETS"
)

func main() {
	if os.Getenv(logRequests) != "true" {
		// Grafana logs every request to a plugin. Logging it here, too, takes longer than most answers.
		backend.Logger = log.NewWithLevel(log.Warn)
	}
	options := plugin.Options{UnixSockets: os.Getenv(allowSockets) == "true"}
	if err := datasource.Manage("northstar-okrkpi-datasource", options.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin has ended", "error", err)
		os.Exit(1)
	}
}
