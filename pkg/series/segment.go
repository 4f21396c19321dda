package series

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Segment is segment labels as canonical text: a JSON object with sorted keys and no white space, "" for no labels. Equal
// labels are equal texts. A label with an empty value is no label.
type Segment string

// SegmentOf returns the segment of labels.
func SegmentOf(labels map[string]string) Segment {
	keys := make([]string, 0, len(labels))
	for k, v := range labels {
		if v != "" {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	slices.Sort(keys)
	text := make([]byte, 0, 32*len(keys))
	for i, k := range keys {
		if i == 0 {
			text = append(text, '{')
		} else {
			text = append(text, ',')
		}
		text = appendQuoted(text, k)
		text = append(text, ':')
		text = appendQuoted(text, labels[k])
	}
	return Segment(append(text, '}'))
}

// ParseSegment reads labels from a JSON object with text values, as databases print it. Empty text and {} are no labels.
func ParseSegment(text string) (Segment, error) {
	if text == "" || text == "{}" {
		return "", nil
	}
	var labels map[string]string
	if err := json.Unmarshal([]byte(text), &labels); err != nil {
		return "", fmt.Errorf("segment %q is not a JSON object of texts: %w", text, err)
	}
	return SegmentOf(labels), nil
}

// Labels returns the labels; nil for none.
func (s Segment) Labels() map[string]string {
	if s == "" {
		return nil
	}
	if labels, ok := s.plainLabels(); ok {
		return labels
	}
	var labels map[string]string
	if json.Unmarshal([]byte(s), &labels) != nil {
		return nil
	}
	maps.DeleteFunc(labels, func(_, v string) bool { return v == "" })
	return labels
}

// Without returns the segment without the labels of keys.
func (s Segment) Without(keys Keys) Segment {
	labels := s.Labels()
	maps.DeleteFunc(labels, func(key, _ string) bool { return keys.Has(key) })
	return SegmentOf(labels)
}

// JSON is the segment as a JSON object; {} for no labels.
func (s Segment) JSON() string {
	if s == "" {
		return "{}"
	}
	return string(s)
}

// plainLabels reads canonical text without escapes, in which quotation marks only delimit: {"a":"b","c":"d"} splits into
// {, a, :, b, comma, c, :, d, }.
func (s Segment) plainLabels() (map[string]string, bool) {
	if strings.Contains(string(s), `\`) {
		return nil, false
	}
	parts := strings.Split(string(s), `"`)
	if len(parts)%4 != 1 || parts[0] != "{" || parts[len(parts)-1] != "}" {
		return nil, false
	}
	labels := make(map[string]string, len(parts)/4)
	for i := 1; i < len(parts); i += 4 {
		last := i+3 == len(parts)-1
		if parts[i+1] != ":" || parts[i+2] == "" || !last && parts[i+3] != "," {
			return nil, false
		}
		labels[parts[i]] = parts[i+2]
	}
	return labels, true
}

func appendQuoted(text []byte, s string) []byte {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b > '~' || b == '"' || b == '\\' {
			quoted := &strings.Builder{}
			encoder := json.NewEncoder(quoted)
			encoder.SetEscapeHTML(false)
			_ = encoder.Encode(s) // text always encodes without an error
			return append(text, strings.TrimSuffix(quoted.String(), "\n")...)
		}
	}
	text = append(text, '"')
	text = append(text, s...)
	return append(text, '"')
}
