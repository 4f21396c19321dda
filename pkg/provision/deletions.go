package provision

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// deletions lists the rules that the previous export had or deleted, and that are not in the groups. Deletions are repeated in every
// later export, because a Grafana may skip some of the exports.
func (x *exporter) deletions(groups []group) ([]deletion, error) {
	var before struct {
		Groups      []struct{ Rules []struct{ UID string } }
		DeleteRules []struct{ UID string } `yaml:"deleteRules"`
	}
	if err := yaml.Unmarshal(x.Replaced, &before); err != nil {
		return nil, fmt.Errorf("the rules that were exported before cannot be read: %w", err)
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
