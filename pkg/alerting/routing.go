package alerting

import (
	"maps"
	"slices"
	"strings"
)

// contactPoints are those that the teams name, ordered by name, and the fallback.
func (x *exporter) contactPoints() []contactPoint {
	named := map[string]bool{Fallback: true}
	for i := range x.catalog.Teams {
		if name := x.catalog.Teams[i].ContactPoint; name != "" {
			named[name] = true
		}
	}
	points := make([]contactPoint, 0, len(named))
	for _, name := range slices.Sorted(maps.Keys(named)) {
		points = append(points, contactPoint{organization, plain(name), []receiver{{
			UID: UID("to_" + slug(name)), Type: "webhook", Settings: webhook{
				URL:     "$" + WebhookVariable + "/" + slug(name),
				Title:   `{{ template "okr.title.` + x.wording().language + `" . }}`,
				Message: `{{ template "okr.message.` + x.wording().language + `" . }}`,
			},
		}}})
	}
	return points
}

// slug is a name as it can stand in an address and a uid.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}

// neverNotified is the mute timing of alerts that are shown only.
const neverNotified = "okr-shown-only"

// policies send alerts to the teams by their labels. The first route takes what cannot be evaluated, so that a database
// that is away calls whoever runs it and not every team; Grafana gives such alerts the labels of their rules.
func (x *exporter) policies() []route {
	routes := []route{
		{
			Receiver: Fallback, Matchers: [][]string{{"alertname", "=~", "DatasourceError|DatasourceNoData"}},
			GroupBy: []string{"alertname"},
		},
		{Receiver: Fallback, Matchers: [][]string{{"severity", "=", "info"}}, MuteTimes: []string{neverNotified}},
	}
	for i := range x.catalog.Teams {
		t := &x.catalog.Teams[i]
		if t.ContactPoint == "" || x.ReceiverInRules {
			continue
		}
		routes = append(routes, route{
			Receiver: t.ContactPoint, GroupBy: together(),
			Matchers: [][]string{{"team", "=", t.Name}, {"severity", "=~", "warning|critical"}},
		})
	}
	return []route{{OrgID: organization, Receiver: Fallback, GroupBy: together(), Routes: routes}}
}

// together are the labels of alerts that one message tells about.
func together() []string { return []string{"grafana_folder", "alertname"} }

func always() []muteTime {
	return []muteTime{{organization, neverNotified, []timeInterval{{[]clockRange{{"00:00", "24:00"}}}}}}
}
