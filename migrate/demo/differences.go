package demo

// different are the groups with different names on both sides, by kind of difference in package names.
var different = []group{
	// case
	{ad: "Finance Admins", scim: "finance admins", ou: "Groups"},
	{ad: "ERP Key Users", scim: "ERP key users", ou: "Applications"},
	{ad: "HR Nordics", scim: "Hr Nordics", ou: "Groups"},
	{ad: "Straße und Wege", scim: "STRASSE UND WEGE", ou: "Germany,Countries"},
	// spacing
	{ad: "Sales EMEA", scim: "Sales EMEA ", ou: "Groups"},
	{ad: "Board Members", scim: "Board  Members", ou: "Groups", guarded: true},
	{ad: "Customer Care", scim: "Customer\u00a0Care", ou: "Groups"},
	{ad: " Field Service", scim: "Field Service", ou: "Groups"},
	{ad: "東京\u3000総務部", scim: "東京 総務部", ou: "Japan,Countries"},
	// invisible
	{ad: "Release Managers", scim: "Release Managers\u200b", ou: "Groups"},
	{ad: "Security Operations", scim: "\ufeffSecurity Operations", ou: "Groups"},
	{ad: "Invoices \u202eEMEA", scim: "Invoices EMEA", ou: "Groups"},
	{ad: "Betriebsrat", scim: "Betriebs\u00adrat", ou: "Germany,Countries"},
	// unicode
	{ad: "Équipe Lyon", scim: "E\u0301quipe Lyon", ou: "France,Countries"},
	{ad: "Ａｕｄｉｔ Tokyo", scim: "Audit Tokyo", ou: "Japan,Countries"},
	{ad: "Oﬃce Management", scim: "Office Management", ou: "Groups"},
	// punctuation
	{ad: "Ops–Oslo", scim: "Ops-Oslo", ou: "Norway,Countries"},
	{ad: "Driver's Lounge", scim: "Driver’s Lounge", ou: "Groups"},
	{ad: "vpn_users_emea", scim: "vpn-users-emea", ou: "Applications"},
	// accents
	{ad: "Kundenservice Köln", scim: "Kundenservice Koeln", ou: "Germany,Countries"},
	// lookalike
	{ad: "Payroll", scim: "\u0420ayroll", ou: "Groups"},
	{ad: "Coast Crew", scim: "\u0421oast Crew", ou: "Groups"},
	{ad: "Pension Board", scim: "Pensi\u03bfn Board", ou: "Groups"},
	// similar
	{ad: "Marketing Communication Partners", scim: "Marketing Comunication Partners", ou: "Groups"},
	{ad: "Procurement Asia Pacific", scim: "Procurment Asia Pacific", ou: "Groups"},
	// several at once
	{ad: "Legal–Contracts", scim: "legal-contracts ", ou: "Groups"},
	{ad: "Night Shift Support", scim: "night\u00a0shift\u200b support", ou: "Groups"},
}

// unpaired are groups without a counterpart, or with more than one.
var unpaired = []group{
	// One name in two places, with one group at the provider.
	{ad: "Printing", scim: "Printing", ou: "Norway,Countries"},
	{ad: "Printing", ou: "France,Countries"},
	// Two groups at the provider, neither of which has the exact name.
	{ad: "IT Service Desk", scim: "IT service desk", ou: "Groups"},
	{scim: "it Service Desk"},

	{ad: "Scanner Service Accounts", ou: "Groups"},
	{ad: "VPN Pilot 2019", ou: "Applications"},
	{ad: "Class of 2025", ou: "Groups"},
	// Latin-1 bytes from an old script, which aren't valid UTF-8.
	{ad: "Facturaci\xf3n Madrid", ou: "Spain,Countries"},

	{scim: "Class of 2026"},
	{scim: "Everyone at Nordlys"},
	// Duplicates from an earlier, inexact sync: the exact name is there too.
	{scim: "norway sales"},
	{scim: "Project  Aurora"},
	{scim: "Jira_Users"},
}
