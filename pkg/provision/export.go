package provision

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
)

// Options describe the Grafana that the rules of a catalog go to. Empty fields mean the default.
type Options struct {
	DatasourceUID string // of the data source that answers the rules; default okrkpi
	FolderPrefix  string // before a team's title in the names of folders; default "Alerts: "
	DashboardUID  string // that links lead to, with a variable "metric"; default okrkpi-metric, or okrkpi-metric-ja in Japanese
	Locale        string // of titles, decisions and messages; default the organisation's

	// Interval is the time between two evaluations of every rule, a multiple of ten seconds. 0: by the grain of the rule.
	Interval time.Duration

	// Replaced is the rules.yaml of the previous export. Rules of it that are no longer in the catalog are written as deletions.
	Replaced []byte

	// ReceiverInRules writes the contact point into each rule, for a Grafana whose own tree of policies has to stay. Then the teams,
	// and not the fallback, get the messages that their rules cannot be evaluated.
	ReceiverInRules bool
}

// Fallback is the contact point of alerts without a team, and of rules that cannot be evaluated.
const Fallback = "okr-fallback"

// WebhookVariable is the environment variable of Grafana with the base address of the contact points.
const WebhookVariable = "OKR_WEBHOOK_URL"

// RulesFile is the name of the file with the rules.
const RulesFile = "rules.yaml"

// tick is Grafana's shortest interval of evaluations.
const tick = 10 * time.Second

// Files are provisioning files, ordered by name.
type Files []File

// File is a provisioning file. Name has no folder.
type File struct {
	Name string
	Data []byte
}

const (
	headRules = `# One alert rule of Grafana for each rule of the catalog, also for the automatic ones. Grafana expands $NAME in these
# strings from its environment, and reads $$ as $.
`
	headContactPoints = `# Where the teams are reached. These are examples: each sends to a path below the variable ` + WebhookVariable + ` of
# Grafana. Leave this file out where contact points of these names exist already.
`
	headPolicies = `# Alerts go to the team that owns the number. What belongs to no team goes to the fallback, as do rules that cannot be
# evaluated or have no data. This file replaces the whole tree of policies: where there is one already, leave it out and
# copy its routes.
`
	headTemplates = "# The words of messages, in English and Japanese.\n"
)

// Export writes the rules of a complete catalog as provisioning files. Errors: an interval that is no multiple of ten seconds, rules
// to replace that are not YAML, and a rule whose expression does not compile.
func Export(c *okr.Catalog, o Options) (Files, error) {
	if c == nil {
		return nil, errors.New("there is no catalog to export")
	}
	if o.Interval < 0 || o.Interval%tick != 0 {
		return nil, fmt.Errorf("rules cannot be evaluated every %v: Grafana wants a multiple of %v", o.Interval, tick)
	}
	o.DatasourceUID = cmp.Or(o.DatasourceUID, "okrkpi")
	o.FolderPrefix = cmp.Or(o.FolderPrefix, "Alerts: ")
	o.Locale = cmp.Or(o.Locale, c.Organization.Locale, "en")
	o.DashboardUID = cmp.Or(o.DashboardUID, page.Metric.UID(o.Locale))
	x := &exporter{catalog: c, Options: o}
	groups, err := x.groups()
	if err != nil {
		return nil, err
	}
	deleted, err := x.deletions(groups)
	if err != nil {
		return nil, err
	}
	var files Files
	for _, file := range []struct {
		name, head string
		content    document
	}{
		{"contact-points.yaml", headContactPoints, document{ContactPoints: x.contactPoints()}},
		{"policies.yaml", headPolicies, document{Policies: x.policies(), MuteTimes: always()}},
		{RulesFile, headRules, document{Groups: groups, DeleteRules: deleted}},
		{"templates.yaml", headTemplates, document{Templates: templates()}},
	} {
		file.content.APIVersion = 1
		var text bytes.Buffer
		text.WriteString(file.head)
		encoder := yaml.NewEncoder(&text) // the library with which Grafana reads the files
		encoder.SetIndent(2)
		if err := encoder.Encode(file.content); err != nil {
			return nil, fmt.Errorf("write %s: %w", file.name, err)
		}
		files = append(files, File{file.name, text.Bytes()})
	}
	return files, nil
}

// exporter writes the files of one catalog.
type exporter struct {
	Options
	catalog *okr.Catalog
}
