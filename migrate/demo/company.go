package demo

import (
	"strconv"
	"strings"
)

// The company. Names under .example are reserved (RFC 2606) and lead nowhere.
const (
	domain     = "corp.nordlys.example"
	mailDomain = "nordlys.example"
)

// group is one group of the company: its name in the directory, its name at the provider, or only one of them.
type group struct {
	ad, scim string
	ou       string // names of organizational units, innermost first, separated by commas
	mailing  bool   // a distribution group
	guarded  bool   // no account may change it
	people   []int  // indexes into everyone()
	inside   []string
}

var departments = []string{
	"Finance", "Engineering", "Sales", "Marketing", "Human Resources", "Legal", "Logistics",
	"Procurement", "Quality", "Research", "Customer Success", "Internal Audit", "Communications", "Facilities",
	"Product Design",
}

var applications = []string{
	"Confluence", "GitHub", "Jira", "Miro", "SAP", "Salesforce", "ServiceNow", "Snowflake",
	"Tableau", "Workday", "Zendesk", "AWS",
}

var projects = []string{
	"Aurora", "Borealis", "Cirrus", "Drift", "Ember", "Fjell", "Glacier", "Horizon", "Iceberg",
	"Jetstream", "Krill", "Lagoon", "Meridian", "Nimbus", "Orca", "Polaris",
}

var sites = []string{
	"Oslo", "Stockholm", "Aarhus", "Helsinki", "Hamburg", "Lyon", "Bilbao", "Gdansk", "Osaka",
	"Recife",
}

var mailingLists = []string{
	"all-hands", "parents", "cycling", "choir", "chess", "football", "running", "book-club",
	"first-aid", "fire-wardens", "volunteers",
}

// local is the number of departments that have a group in every country.
const local = 8

// regular returns the groups with the same name on both sides: most of them, as in a real company.
func regular() []group {
	var all []group
	add := func(name, ou string, mailing bool, inside ...string) {
		all = append(all, group{ad: name, scim: name, ou: ou, mailing: mailing, inside: inside})
	}
	for _, c := range countries {
		ou := c + ",Countries"
		for _, d := range departments[:local] {
			add(c+" "+d, ou, false)
		}
		add(c+" Managers", ou, false)
		add("All "+c, ou, false, c+" Finance", c+" Sales", c+" Managers")
	}
	for i, d := range departments {
		var inside []string
		for _, c := range countries {
			if i < local {
				inside = append(inside, c+" "+d)
			}
		}
		add(d, "Groups", false, inside...)
		add(d+" Approvers", "Groups", false)
		add(d+" Contractors", "Groups", false)
	}
	for _, a := range applications {
		add(a+" Users", "Applications", false)
		add(a+" Admins", "Applications", false)
		add(a+" Read Only", "Applications", false)
	}
	for _, p := range projects {
		add("Project "+p, "Projects", false)
		add("Project "+p+" Steering", "Projects", false, "Project "+p)
	}
	for _, s := range sites {
		add(s+" Reception", "Sites", false)
		add(s+" Server Room", "Sites", false)
		add(s+" Parking", "Sites", false)
	}
	for year := 2022; year <= 2027; year++ {
		add("Trainees "+strconv.Itoa(year), "Groups", false)
	}
	for _, m := range mailingLists {
		add("dl-"+m, "Mailing lists", true)
	}
	return append(all, unusual...)
}

// unusual are unusual names that are the same on both sides.
var unusual = []group{
	{ad: "Sales, EMEA", scim: "Sales, EMEA", ou: "Groups"},
	{ad: "C# Devs", scim: "C# Devs", ou: "Groups"},
	{ad: `Back\slash`, scim: `Back\slash`, ou: "Groups"},
	{ad: `"Quoted" <Angle> + Plus; Semi = Equals`, scim: `"Quoted" <Angle> + Plus; Semi = Equals`, ou: "Groups"},
	{ad: "#hashtag", scim: "#hashtag", ou: "Groups"},
	{ad: " Leading Blank", scim: " Leading Blank", ou: "Groups"},
	{ad: "東京営業部", scim: "東京営業部", ou: "Japan,Countries"},
	{ad: "大阪開発チーム", scim: "大阪開発チーム", ou: "Japan,Countries"},
	{ad: "Społeczność Gdańsk", scim: "Społeczność Gdańsk", ou: "Poland,Countries"},
	{ad: "🎉 Social Committee", scim: "🎉 Social Committee", ou: "Groups"},
	{ad: "فريق المبيعات", scim: "فريق المبيعات", ou: "Groups"},
	{ad: "Red Team \x1b[31mtest\x1b[0m", scim: "Red Team \x1b[31mtest\x1b[0m", ou: "Groups"},
}

// staff assigns people to every group: those of the place in its name, or a few from everywhere.
func staff(groups []group) {
	people := everyone()
	perCountry := len(people) / len(countries)
	for g := range groups {
		if len(groups[g].inside) > 2 {
			continue // contains other groups
		}
		first, step := g*7, 11
		for c, country := range countries {
			if strings.Contains(groups[g].ou, country) {
				first, step = c*perCountry+g%5, 1
			}
		}
		for i := range 3 + g*5%13 {
			groups[g].people = append(groups[g].people, (first+i*step)%len(people))
		}
	}
}
