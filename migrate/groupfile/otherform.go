package groupfile

import (
	"regexp"
	"strings"
	"sync"

	"ad2scim/migrate"
)

// otherForm is a text that isn't a list, or that is a list in an unsupported form.
type otherForm struct {
	begins    *regexp.Regexp // matches one of its first lines
	first     bool           // only the very first line may match
	what      string
	next      string
	showsLine bool // show the line, which is an error message
}

const exportGroups = "export the groups with: Get-ADGroup -Filter * | Select-Object Name, ObjectGUID | Export-Csv groups.csv -NoTypeInformation -Encoding UTF8"

// otherForms are texts that admins save instead of a list: screen output of a command, its error, or a server's
// answer with its headers.
var otherForms = sync.OnceValue(func() []otherForm {
	return []otherForm{
		{
			begins: regexp.MustCompile(`(?i)^\s*<(!doctype html|html|head)\b`), first: true,
			what: "it is a web page", next: "save what the page links to; for a SAML response, the value of SAMLResponse",
		},
		{
			begins: regexp.MustCompile(`^HTTP/[0-9.]+ [0-9]{3}\b`), first: true,
			what: "it begins with the headers of the server's answer",
			next: "save the answer alone (curl without -i)",
		},
		{
			begins: regexp.MustCompile(`PowerShell transcript start`), what: "it is the transcript of a PowerShell session",
			next: exportGroups,
		},
		{
			begins: regexp.MustCompile(`^ *\+ (CategoryInfo|FullyQualifiedErrorId) |^(At|In) .*:[0-9]+ [A-Za-z]+:[0-9]+$`),
			what:   "it is an error of PowerShell, not a list of groups", next: "correct what the error says, and export again",
			showsLine: true,
		},
		{
			begins: regexp.MustCompile(`^(ldap_[a-z_]+|ldapsearch|dsquery|dsget|SASL/[A-Z0-9-]+ authentication)( failed)?:`), first: true,
			what: "it is an error of the command that wrote it, not a list of groups",
			next: "correct what the error says, and export again", showsLine: true,
		},
		{
			begins: regexp.MustCompile(`^[|+][-+|: =]{3,}$|^-+(\+-+)+$`), what: "it is a table made for the screen",
			next: "export the list as CSV or JSON (az and aws: output json)",
		},
	}
})

// refuseOther returns a problem if the first lines match one of otherForms.
func (d *document) refuseOther(head []string) *migrate.Problem {
	for _, form := range otherForms() {
		for i, line := range head {
			if form.first && i > 0 {
				break
			}
			if !form.begins.MatchString(line) {
				continue
			}
			if form.showsLine {
				return d.unfit(form.what+": "+migrate.Quote(clipTo(head[0], 160)), form.next)
			}
			return d.unfit(form.what, form.next)
		}
	}
	if len(head) > 1 && columned(head[0], head[1]) {
		return d.unfit("it is a table made for the screen (a line of dashes stands under the titles)",
			"export the list as CSV or JSON (az and aws: output json)")
	}
	return nil
}

// columned reports whether rule consists of several runs of dashes, each starting below a title.
func columned(titles, rule string) bool {
	if strings.Trim(rule, "- ") != "" || !strings.Contains(rule, "--") || !strings.Contains(rule, " ") {
		return false
	}
	for i := range rule {
		if rule[i] == '-' && (i == 0 || rule[i-1] == ' ') && (i >= len(titles) || titles[i] == ' ' ||
			i > 0 && titles[i-1] != ' ') {
			return false
		}
	}
	return true
}

var yamlItem = regexp.MustCompile(`^(---\s*$|- +"?[A-Za-z_@][\w.@-]*"?:( |$))`)

// looksLikeYAML reports whether text begins like YAML: with its marker, or with an item that has a key.
func looksLikeYAML(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return yamlItem.MatchString(strings.TrimRight(line, "\r"))
}

// unnamedForm is an API's answer whose objects have no group names.
type unnamedForm struct{ key, what, next string }

var unnamedForms = []unnamedForm{
	{
		`"principalDisplayName"`, "it lists assignments to an app, whose names may be old",
		"list the groups themselves (/groups), or connect the app as entra:APP",
	},
	{
		`"sourceGroupId"`, "it lists push mappings, which have ids in place of names",
		"list the groups themselves (/api/v1/groups), or connect the app as okta:APP",
	},
	{
		`"user_group"`, "it lists associations, which have ids in place of names",
		"list the groups themselves (/api/v2/usergroups), or connect the app as jumpcloud:APP",
	},
	{`"responses"`, "it is the answer to a batch", "save the body of each answer in it"},
	{
		`"startedDateTime"`, "it is a browser's recording (HAR) without a SAML response",
		"record the sign-in to Dashlane from its first page to its last, with the log preserved, and save it with content",
	},
	{
		`"requests"`, "it is a recording without a SAML response",
		"record the sign-in to Dashlane from its first page to its last",
	},
}

var firstElement = regexp.MustCompile(`<([A-Za-z_][\w:.-]*)`)

// noAssertion returns the problem of XML without a SAML assertion.
func (d *document) noAssertion() *migrate.Problem {
	m := firstElement.FindStringSubmatch(d.text)
	if m != nil && !strings.Contains(d.text, "urn:oasis:names:tc:SAML:") && !strings.HasSuffix(m[1], "EntityDescriptor") {
		return d.unfit("it is XML of a kind that is not read (its first element is "+migrate.Quote(clip(m[1]))+")",
			"export the groups as CSV or JSON; of a sign-in by SAML, save the value of SAMLResponse")
	}
	return d.unfit("the XML holds no SAML assertion",
		"save the value of SAMLResponse, not the request or the metadata")
}
