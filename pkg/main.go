// The executable that Grafana starts for its OKR and KPI data sources.
package main

import (
	"os"
	_ "time/tzdata" // calendars need time zones where the system has none

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/plugin"
)

func main() {
	if err := datasource.Manage("northstar-okrkpi-datasource", plugin.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin has ended", "error", err)
		os.Exit(1)
	}
}
