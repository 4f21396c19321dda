package provision

import (
	"net/url"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Each text of a catalog is escaped by one of these functions. The choice depends on who reads the text: Grafana's provisioning
// expands variables, its alerting executes templates, and chats interpret marks in messages.

// plain escapes a text in which Grafana expands variables but no template: a title, a folder, a contact point.
func plain(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// title is the title of a rule or a folder, at most longestTitle bytes long. Messages show it, too.
func title(s, suffix string) string {
	return okr.Shorten(okr.MessageText(s), longestTitle-len(suffix)) + suffix
}

// longestTitle is the most bytes of a title. Grafana rejects the whole file for a longer one.
const longestTitle = 180

// message escapes a text for an annotation.
func message(s string) string { return escaped(okr.MessageText(s)) }

// labelText escapes a text for a label, in which Grafana expands variables and then a template.
func labelText(s string) string { return plain(message(s)) }

// address escapes the address of a page for an annotation. It percent-encodes the characters that would end an address in a message.
func address(s string) string {
	if u, err := url.Parse(s); err == nil {
		s = u.String()
	}
	return escaped(unlinked.Replace(s))
}

var unlinked = strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22", "|", "%7C", " ", "%20", "(", "%28", ")", "%29", "]", "%5D", "[",
	"%5B")

// escaped escapes the beginnings of templates and of variables.
func escaped(s string) string {
	s = strings.NewReplacer("{{", `{{ "{{" }}`, "$", `{{ "$" }}`).Replace(s)
	if text, ok := strings.CutSuffix(s, "{"); ok {
		return text + `{{ "{" }}` // a template may follow, which begins with two more
	}
	return s
}
