package catalog_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// limitedKeys are the keys with a limit in the schema: where the small example gets the key, and values on both sides of
// the limit. %s is the value.
var limitedKeys = map[string]struct {
	edit   [2]string
	values []string
}{
	"organization.fiscalYearStart": {organizationKey("fiscalYearStart"), []string{"-1", "0", "1", "12", "13"}},
	"organization.currency":        {organizationKey("currency"), []string{"JPY", "yen", "JP", "JPYX", "J1Y", "\"JPY\\nX\""}},
	"organization.locale":          {organizationKey("locale"), []string{"ja", "en-GB", "japanese please", "j", "e_n"}},
	"organization.successLine":     {organizationKey("successLine"), []string{"-0.1", "0", "0.000001", "0.7", "1", "1.000001", "70"}},
	"organization.overview": {
		[2]string{"overview: [weekly_value, signup_rate]", "overview: [weekly_value%s]"},
		[]string{"", ", signup_rate, orders, stock_level, response_time", ", signup_rate, orders, stock_level, response_time, response_time"},
	},
	"cadence.okrReview": {teamKey("okrReview"), cadences()},
	"cadence.kpiReview": {teamKey("kpiReview"), cadences()},
	"metric.decimals":   {metricKey("decimals: %s"), []string{"-1", "0", "10", "11"}},
	"metric.minSample":  {metricKey("minSample: %s"), []string{"-0.5", "0", "0.5", "1000000"}},
	"baseline.months":   {metricKey("baseline: {months: %s}"), []string{"2", "3", "6", "7"}},
	"sql.lookbackDays":  {[2]string{"start: 2025-01-01", "start: 2025-01-01\n      lookbackDays: %s"}, []string{"-1", "0", "1"}},
	"keyResult.name": {
		[2]string{"- name: response", "- name: %s"}, []string{"response", "Response", "two words", "a__b", "a_", "_a", "a1"},
	},
	"keyResult.weight": {[2]string{"weight: 2", "weight: %s"}, []string{"-1", "0", "0.001", "2"}},
	"alertRule.minSample": {
		[2]string{"severity: critical", "severity: critical\n  minSample: %s"}, []string{"-0.5", "0", "0.5"},
	},
}

func organizationKey(key string) [2]string {
	return [2]string{"timezone: Asia/Tokyo", "timezone: Asia/Tokyo\n  " + key + ": %s"}
}

func teamKey(key string) [2]string {
	return [2]string{"contactPoint: growth", "contactPoint: growth\n  cadence: {" + key + ": %s}"}
}

func metricKey(pair string) [2]string {
	return [2]string{"{type: sum, grain: hour,", "{type: sum, grain: hour, " + pair + ","}
}

func cadences() []string {
	return []string{"daily", "weekly tuesday 10:00 30m", "monthly 09:30", "Tuesdays at ten", "weekly 24:00", "weekly 10m 10:00"}
}

func TestTheSchemaAndTheCheckHaveTheSameLimits(t *testing.T) {
	schema := compiledSchema(t)
	example := string(read(t, "small.yaml").Data)
	for key, limited := range limitedKeys {
		t.Run(key, func(t *testing.T) {
			if !strings.Contains(example, limited.edit[0]) {
				t.Fatalf("the example has no %q", limited.edit[0])
			}
			seen := map[bool]bool{}
			for _, value := range limited.values {
				text := strings.Replace(example, limited.edit[0], strings.Replace(limited.edit[1], "%s", value, 1), 1)
				_, findings := catalog.Parse([]catalog.File{{Name: "c.yaml", Data: []byte(text)}})
				byCheck, bySchema := !refused(findings), validate(t, schema, []byte(text)) == nil
				if byCheck != bySchema {
					t.Errorf("%s: the check takes it: %v; the schema takes it: %v\n%v", value, byCheck, bySchema, findings)
				}
				seen[byCheck] = true
			}
			if !seen[true] || !seen[false] {
				t.Errorf("values on both sides of the limit are needed: %v", seen)
			}
		})
	}
}

// refused reports whether any error is about a single value, and not about references.
func refused(findings catalog.Findings) bool {
	return slices.ContainsFunc(findings, func(f catalog.Finding) bool {
		return f.Severity == catalog.Error && !strings.HasPrefix(f.Rule, "reference/")
	})
}

// ownForm are keys whose pattern belongs to their type: a time such as 2d.
var ownForm = map[string]bool{"alertRule.for": true, "alertRule.keepFiringFor": true, "metric.carry": true}

// TestEveryLimitOfTheSchemaIsHeldAgainstTheCheck finds limits that are missing in limitedKeys.
func TestEveryLimitOfTheSchemaIsHeldAgainstTheCheck(t *testing.T) {
	var root struct {
		Definitions map[string]struct {
			Properties map[string]map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(catalog.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	var found []string
	for name, definition := range root.Definitions {
		for key, property := range definition.Properties {
			for _, word := range []string{"minimum", "exclusiveMinimum", "maximum", "pattern", "maxItems"} {
				// The types of dates and times have their own form.
				_, has := property[word]
				list := property["items"] != nil
				if has && property["format"] != "date" && list == (word == "maxItems") && !ownForm[name+"."+key] {
					found = append(found, name+"."+key)
					break
				}
			}
		}
	}
	found = append(found, "sql.lookbackDays") // stands in a form of its own: a source is a word or a mapping
	slices.Sort(found)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(limitedKeys)), found); diff != "" {
		t.Errorf("keys with a limit differ (-tried +in the schema):\n%s", diff)
	}
}
