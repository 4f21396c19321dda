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

// Options are what a catalog does not know about the Grafana that its rules go to. Empty fields mean the default.
type Options struct {
	DatasourceUID string // of the data source that answers the rules; okrkpi
	FolderPrefix  string // before a team's title in the names of folders; "Alerts: "
	DashboardUID  string // that links go to, with a variable "metric"; okrkpi-metric, or okrkpi-metric-ja in Japanese
	Locale        string // of titles, decisions and messages; the organisation's

	// Interval is how often every rule is evaluated, a multiple of ten seconds. 0 follows the grain of the rule.
	Interval time.Duration

	// Replaced is the rules.yaml of the export before. Grafana is told to delete the rules of it that have left the catalog.
	Replaced []byte

	// ReceiverInRules names the contact point in each rule, where a tree of policies that exists already has to stay. Then
	// Grafana tells the teams, and not the fallback, when their rules cannot be evaluated.
	ReceiverInRules bool
}

// Fallback is the contact point that gets what belongs to no team: alerts without one, and rules that cannot be evaluated.
const Fallback = "okr-fallback"

// WebhookVariable is the environment variable of Grafana with the address before the path of each contact point.
const WebhookVariable = "OKR_WEBHOOK_URL"

// RulesFile is the name of the file with the rules.
const RulesFile = "rules.yaml"

// tick is how often Grafana looks whether a rule is due.
const tick = 10 * time.Second

// Files are provisioning files by their purpose, ordered by name.
type Files []File

// File is one of them. Name is a file name without folder.
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

// Export writes the rules of a catalog, which is complete, as provisioning files.
func Export(c *okr.Catalog, o Options) (Files, error) {
	if c == nil {
		return nil, errors.New("provision: there is no catalog to export")
	}
	if o.Interval < 0 || o.Interval%tick != 0 {
		return nil, fmt.Errorf("provision: rules cannot be evaluated every %v: Grafana wants a multiple of %v", o.Interval, tick)
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
	gone, err := x.gone(groups)
	if err != nil {
		return nil, err
	}
	var files Files
	for _, part := range []struct {
		name, head string
		content    document
	}{
		{"contact-points.yaml", headContactPoints, document{ContactPoints: x.contactPoints()}},
		{"policies.yaml", headPolicies, document{Policies: x.policies(), MuteTimes: always()}},
		{RulesFile, headRules, document{Groups: groups, DeleteRules: gone}},
		{"templates.yaml", headTemplates, document{Templates: templates()}},
	} {
		part.content.APIVersion = 1
		var text bytes.Buffer
		text.WriteString(part.head)
		encoder := yaml.NewEncoder(&text) // of the library that Grafana reads the files with
		encoder.SetIndent(2)
		if err := encoder.Encode(part.content); err != nil {
			return nil, fmt.Errorf("provision: write %s: %w", part.name, err)
		}
		files = append(files, File{part.name, text.Bytes()})
	}
	return files, nil
}

// exporter writes one catalog.
type exporter struct {
	Options
	catalog *okr.Catalog
}
