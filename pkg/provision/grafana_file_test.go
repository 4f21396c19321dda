package provision

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Types and functions here do what Grafana 12.4 does with a provisioning file: pkg/services/provisioning/alerting reads it
// with go.yaml.in/yaml/v3 into values of pkg/services/provisioning/values, which expand variables as pkg/setting does.

// value is a string of Grafana's type values.StringValue.
type value string

func (v *value) UnmarshalYAML(n *yaml.Node) error {
	var raw string
	if err := n.Decode(&raw); err != nil {
		return err
	}
	expanded, err := expandVariables(raw)
	*v = value(expanded)
	return err
}

// values is a map of Grafana's type values.StringMapValue. Labels are taken as they are expanded; annotations are expanded
// too, which may fail, but taken as they are written.
type values struct{ written, expanded map[string]string }

func (v *values) UnmarshalYAML(n *yaml.Node) error {
	if err := n.Decode(&v.written); err != nil {
		return err
	}
	v.expanded = map[string]string{}
	for key, raw := range v.written {
		expanded, err := expandVariables(raw)
		if err != nil {
			return err
		}
		v.expanded[key] = expanded
	}
	return nil
}

// tree is anything of Grafana's type values.JSONValue, in which every string is expanded, and becomes a number if it then
// looks like one.
type tree map[string]any

func (v *tree) UnmarshalYAML(n *yaml.Node) error {
	raw := map[string]any{}
	if err := n.Decode(&raw); err != nil {
		return err
	}
	expanded, err := expandAll(raw)
	*v, _ = expanded.(map[string]any)
	return err
}

func expandAll(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, held := range v {
			if out[key], err = expandAll(held); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, held := range v {
			if out[i], err = expandAll(held); err != nil {
				return nil, err
			}
		}
		return out, nil
	case string:
		expanded, err := expandVariables(v)
		if expanded != v && !strings.Contains(v, "$$") {
			if n, err := strconv.ParseFloat(expanded, 64); err == nil {
				return n, nil
			}
		}
		return expanded, err
	}
	return v, nil
}

var expanders = regexp.MustCompile(`\$(|__\w+){([^}]+)}`)

// expandVariables fails on a text that reads a file or another variable than that of the export.
func expandVariables(s string) (string, error) {
	parts := strings.Split(s, "$$")
	var err error
	for i, part := range parts {
		if found := expanders.FindString(part); found != "" {
			return "", fmt.Errorf("Grafana expands %s of %q", found, s)
		}
		parts[i] = os.Expand(part, func(name string) string {
			switch {
			case name == WebhookVariable:
				return "https://hooks.example"
			case strings.Contains(s, "{{"):
				return "" // of a template, in annotations
			}
			err = fmt.Errorf("Grafana reads the variable %s in %q", name, s)
			return ""
		})
	}
	return strings.Join(parts, "$"), err
}

// provisioned is a file as Grafana has read it, after its checks.
type provisioned struct {
	Groups []struct {
		Name, Folder, Interval value
		Rules                  []struct {
			UID, Title          value
			Labels, Annotations values
			Data                []struct {
				RefID value `yaml:"refId"`
				Model tree
			}
			NotificationSettings struct{ Receiver value } `yaml:"notification_settings"`
		}
	}
	ContactPoints []struct {
		Name      value
		Receivers []struct {
			UID      value
			Settings tree
		}
	} `yaml:"contactPoints"`
	Policies []tree
}

// provision reads the files of an export as Grafana does.
func provision(t *testing.T, files Files) (all provisioned) {
	t.Helper()
	for _, f := range files {
		if err := yaml.Unmarshal(f.Data, &all); err != nil {
			t.Fatalf("Grafana does not start with %s: %v\n%s", f.Name, err, f.Data)
		}
	}
	uids, titles := map[value]bool{}, map[value]bool{}
	unique := func(seen map[value]bool, v value, longest int) {
		if v == "" || len(v) > longest || seen[v] {
			t.Fatalf("Grafana refuses %q: it is empty, longer than %d bytes or there twice", v, longest)
		}
		seen[v] = true
	}
	for _, c := range all.ContactPoints {
		for _, r := range c.Receivers {
			unique(uids, r.UID, 40)
		}
	}
	for _, g := range all.Groups {
		for i := range g.Rules {
			unique(uids, g.Rules[i].UID, 40)
			unique(titles, g.Folder+"/"+g.Rules[i].Title, 380)
			unique(map[value]bool{}, g.Rules[i].Title, 190)
			unique(map[value]bool{}, g.Folder, 189)
		}
	}
	return all
}
