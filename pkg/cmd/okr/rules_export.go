package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/provision"
)

type rulesExportCommand struct {
	What       string        `arg:"" optional:"" enum:"all,rules,contact-points,policies,templates" default:"all" help:"all (the default), rules, contact-points, policies or templates."` //nolint:lll // a tag cannot be broken
	Format     string        `enum:"grafana" default:"grafana" help:"For whom: grafana."`
	Output     string        `short:"o" placeholder:"FOLDER" help:"Write the files there. Default: standard output."`
	Catalog    string        `placeholder:"FOLDER" help:"Read the catalog there. Default: the newest in the database."`
	Datasource string        `default:"okrkpi" placeholder:"UID" help:"Data source that answers the rules: ${default}."`
	Dashboard  string        `placeholder:"UID" help:"Dashboard that messages link to. Default: okrkpi-metric, in Japanese okrkpi-metric-ja."`
	Folder     string        `default:"Alerts: " placeholder:"PREFIX" help:"Before the team in the name of a folder: ${default}"`
	Interval   time.Duration `placeholder:"DURATION" help:"Evaluate every rule so often, as in 30m. Default: 5m, 30m or 1h, by its grain."`
	InRules    bool          `name:"receiver-in-rules" help:"${receiver_help}"`
	Locale     string        `placeholder:"LANGUAGE" help:"Language of messages. Default: the organisation's."`
}

// Help is the long help text of the command.
func (*rulesExportCommand) Help() string {
	return "The files go to the folder provisioning/alerting of Grafana. The same catalog gives the same files. Rules of an " +
		"export that is replaced which have left the catalog are listed under deleteRules, so that Grafana removes them."
}

func (cmd *rulesExportCommand) Run(a *app) error {
	if cmd.Output == "" && cmd.What == "all" {
		return usage("several files do not fit into one stream: choose one, as in `okr rules export rules`, or a folder with -o")
	}
	c, err := cmd.source(a)
	if err != nil {
		return err
	}
	replaced, err := cmd.replaced()
	if err != nil {
		return err
	}
	files, err := provision.Export(c, provision.Options{
		DatasourceUID: cmd.Datasource, FolderPrefix: cmd.Folder, DashboardUID: cmd.Dashboard, Locale: cmd.Locale,
		Interval: cmd.Interval, Replaced: replaced, ReceiverInRules: cmd.InRules,
	})
	if err != nil {
		return err
	}
	target := exportCommand{Output: cmd.Output}
	for _, f := range files {
		if cmd.What != "all" && f.Name != cmd.What+".yaml" {
			continue
		}
		err := target.write(a, f.Name, func(w io.Writer) error {
			_, err := w.Write(f.Data)
			return err
		})
		if err != nil {
			return err
		}
		if cmd.Output == "" {
			continue
		}
		// Grafana runs as another user. The files hold no secrets.
		if err := os.Chmod(filepath.Join(cmd.Output, f.Name), 0o644); err != nil { //nolint:gosec // see above
			return err
		}
	}
	return nil
}

// replaced is the file with the rules of the previous export; nil without one.
func (cmd *rulesExportCommand) replaced() ([]byte, error) {
	if cmd.Output == "" {
		return nil, nil
	}
	data, err := os.ReadFile(filepath.Join(cmd.Output, provision.RulesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

func (cmd *rulesExportCommand) source(a *app) (*okr.Catalog, error) {
	if cmd.Catalog != "" {
		c, findings, err := a.readCatalog(cmd.Catalog)
		if err == nil && findings.Err() != nil {
			a.showFindings(findings)
			err = errReported
		}
		return c, err
	}
	store, err := a.open()
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return a.currentCatalog(store)
}
