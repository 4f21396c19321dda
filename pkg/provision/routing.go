package provision

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// contactPoints are the contact points of the teams and the fallback, ordered by name.
func (x *exporter) contactPoints() []contactPoint {
	named := map[string]bool{Fallback: true}
	for i := range x.catalog.Teams {
		if name := x.catalog.Teams[i].ContactPoint; name != "" {
			named[name] = true
		}
	}
	points := make([]contactPoint, 0, len(named))
	sorted := slices.Sorted(maps.Keys(named))
	slug := slugs(sorted)
	for _, name := range sorted {
		points = append(points, contactPoint{organization, plain(name), []receiver{{
			UID: UID("to_" + slug[name]), Type: "webhook", Settings: webhook{
				URL:     "$" + WebhookVariable + "/" + slug[name],
				Title:   `{{ template "okr.title.` + okr.Language(x.Locale) + `" . }}`,
				Message: `{{ template "okr.message.` + okr.Language(x.Locale) + `" . }}`,
			},
		}}})
	}
	return points
}

// slugs maps names to forms that are valid in an address and a UID. Where two names have the same form, those after the first get a
// checksum, because Grafana rejects two contact points with one UID.
func slugs(names []string) map[string]string {
	byName, taken := map[string]string{}, map[string]bool{}
	for _, name := range names {
		slug := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
				return r
			}
			return '-'
		}, name)
		if taken[slug] {
			sum := sha256.Sum256([]byte(name))
			slug += "-" + hex.EncodeToString(sum[:])[:12]
		}
		byName[name], taken[slug] = slug, true
	}
	return byName
}

// neverNotified is the mute timing of alerts that are shown but not sent.
const neverNotified = "okr-shown-only"

// policies send alerts to the teams by their labels. The first route takes rules that cannot be evaluated, so that an unreachable
// database alerts its operator and not every team; such alerts have the labels of their rules, too.
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
			Receiver: plain(t.ContactPoint), GroupBy: groupLabels(),
			Matchers: [][]string{{"team", "=", t.Name}, {"severity", "=~", "warning|critical"}},
		})
	}
	return []route{{OrgID: organization, Receiver: Fallback, GroupBy: groupLabels(), Routes: routes}}
}

// groupLabels are the labels that all alerts of one message share.
func groupLabels() []string { return []string{"grafana_folder", "alertname"} }

func always() []muteTime {
	return []muteTime{{organization, neverNotified, []timeInterval{{[]clockRange{{"00:00", "24:00"}}}}}}
}
