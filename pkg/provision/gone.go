package provision

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// gone are the rules that an export before had, or had deleted, and that are not in the groups. They stay among them: a
// Grafana may read some of the exports only.
func (x *exporter) gone(groups []group) ([]deletion, error) {
	var before struct {
		Groups      []struct{ Rules []struct{ UID string } }
		DeleteRules []struct{ UID string } `yaml:"deleteRules"`
	}
	if err := yaml.Unmarshal(x.Replaced, &before); err != nil {
		return nil, fmt.Errorf("provision: the rules that were exported before cannot be read: %w", err)
	}
	uids := map[string]bool{}
	for _, r := range before.DeleteRules {
		uids[r.UID] = true
	}
	for _, g := range before.Groups {
		for _, r := range g.Rules {
			uids[r.UID] = true
		}
	}
	for _, g := range groups {
		for i := range g.Rules {
			delete(uids, g.Rules[i].UID)
		}
	}
	var list []deletion
	for _, uid := range slices.Sorted(maps.Keys(uids)) {
		if strings.HasPrefix(uid, uidPrefix) {
			list = append(list, deletion{organization, uid})
		}
	}
	return list, nil
}
