package provision

import (
	"net/url"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Each text of a catalog goes one of these ways into a file. Which it is depends on who reads it: the provisioning of
// Grafana expands variables, its alerting executes templates, and chats obey what stands in messages.

// plain is a text that Grafana expands, and takes for no template: a title, a folder, a contact point.
func plain(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// title is the title of a rule or a folder, which stands in messages too, within the bytes that Grafana takes.
func title(s, suffix string) string {
	return okr.Shorten(okr.MessageText(s), longestTitle-len(suffix)) + suffix
}

// longestTitle is how many bytes of a title Grafana takes: it refuses the whole file for a longer one.
const longestTitle = 180

// message is a text of the catalog in an annotation.
func message(s string) string { return escaped(okr.MessageText(s)) }

// labelText is a text of the catalog as a label, which Grafana expands and then takes for a template.
func labelText(s string) string { return plain(message(s)) }

// address is that of a page in an annotation. The signs that end an address in a message are written as addresses have them.
func address(s string) string {
	if u, err := url.Parse(s); err == nil {
		s = u.String()
	}
	return escaped(unlinked.Replace(s))
}

var unlinked = strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", "|", "%7C", " ", "%20", "(", "%28", ")", "%29", "]", "%5D", "[",
	"%5B")

// escaped keeps Grafana from taking a text for a template, or for one with variables of its environment.
func escaped(s string) string {
	s = strings.NewReplacer("{{", `{{ "{{" }}`, "$", `{{ "$" }}`).Replace(s)
	if text, ok := strings.CutSuffix(s, "{"); ok {
		return text + `{{ "{" }}` // a template may follow, which begins with two more
	}
	return s
}
