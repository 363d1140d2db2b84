package groupfile

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"ad2scim/migrate"
)

// verdict is what a file must come to: its groups, and words in the notes; or,
// with refused, words in the refusal.
type verdict struct {
	names   []string
	said    string
	refused string
}

// product is a file as a product writes it.
type product struct {
	by, form string // the product with its version, and what it was told to write
	file     string
	text     string
	verdict
	with func(*migrate.Connection)
}

var five = []string{"Accounts Payable", "Vertrieb Süd", "Legal", "Café Team", "IT Operations"}

// utf16LE is text as Windows PowerShell redirects it.
func utf16LE(text string) string {
	var b strings.Builder
	b.WriteString("\xff\xfe")
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(text, "\n", "\r\n"))) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

const (
	guid      = "0b2d7c1e-9a54-4f0e-8d61-3c5f7a9b1e20"
	guidBytes = "30,124,45,11,84,154,14,79,141,97,60,95,122,155,30,32"
	typeLine  = "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADGroup\r\n"
)

// The forms are those of the products' documentation, or of their output as it
// was seen; names are invented.
func products() []product {
	lines := func(c *migrate.Connection) { c.Format = "lines" }
	sam := func(c *migrate.Connection) { c.NameAttribute = "sAMAccountName" }
	return slices.Concat(powershellFiles(lines), directoryTools(lines, sam), providerFiles(), samlFiles(), spreadsheets(),
		screenFiles(lines), deletedObjects(), moreProviderFiles(), otherTexts(lines))
}

func powershellFiles(lines func(*migrate.Connection)) []product {
	const clixml = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">`
	table := "Name\n----\nLegal\nIT Operations\n"
	return []product{
		{
			"Windows PowerShell 5.1", "Format-Table, one column, >", "g.txt",
			utf16LE("\nName             \n----             \nAccounts Payable \nVertrieb Süd     \n\n\n"),
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Format-Table, two columns, >", "g.txt",
			utf16LE("\nName             ObjectGUID                          \n----             ----------                          \nAccounts Payable " + guid + "\n"),
			verdict{refused: "Export-Csv"},
			nil,
		},
		{
			"PowerShell 7.4", "Format-Table, >", "g.txt", "\n" + table + "\n",
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"PowerShell 7.1", "Format-Table with colors, >", "g.txt", "\n\x1b[32;1mName\x1b[0m\n\x1b[32;1m----\x1b[0m\nLegal\n",
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"PowerShell 7.4", "Format-Table, three columns", "groups.csv",
			"GroupCategory Name          SID\n------------- ----          ---\nSecurity      Legal         S-1-5-21-1-2-3-1104\n",
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Format-List, >", "g.txt",
			utf16LE("\n\nDistinguishedName : CN=Legal,OU=G,DC=x\nGroupCategory     : Security\nName              : Legal\n\nDistinguishedName : CN=B,DC=x\nGroupCategory     : Security\nName              : B\n\n"),
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"PowerShell 7.4", "Format-List, one property", "g.txt", "\nName : Legal\n\nName : IT Operations\n\n",
			verdict{refused: "PowerShell's screen output"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "ft -HideTableHeaders, as lines", "g.txt",
			utf16LE("\nAccounts Payable  \nLegal             \nIT Operations     \n"),
			verdict{refused: "padded with spaces"},
			lines,
		},
		{
			"Windows PowerShell 5.1", "Select-Object -ExpandProperty Name, >", "g.txt",
			utf16LE("Accounts Payable\nVertrieb Süd\n"),
			verdict{refused: "--ad-format lines"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Select-Object -ExpandProperty Name, >, as lines", "g.txt",
			utf16LE("Accounts Payable\nVertrieb Süd\n Legal \n"),
			verdict{names: []string{
				"Accounts Payable", "Vertrieb Süd",
				" Legal ",
			}},
			lines,
		},
		{
			"PowerShell 7.4", "Set-Content, as lines", "g.txt", "Legal\n\nIT Operations\n",
			verdict{names: []string{"Legal", "IT Operations"}, said: "1 line is empty"},
			lines,
		},
		{"Windows PowerShell 5.1", "Export-Csv", "g.csv", typeLine + "\"Name\",\"ObjectGUID\"\r\n\"Legal\",\"" + guid +
			"\"\r\n", verdict{names: []string{"Legal"}}, nil},
		{
			"Windows PowerShell 5.1", "Export-Csv without -Encoding", "g.csv",
			typeLine + "\"Name\",\"ObjectGUID\"\r\n\"Vertrieb S?d\",\"1\"\r\n\"Legal\",\"2\"\r\n",
			verdict{names: []string{"Vertrieb S?d", "Legal"}, said: "has lost letters"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Csv, all letters lost", "g.csv",
			typeLine + "\"Name\"\r\n\"????? x\"\r\n\"Legal\"\r\n",
			verdict{
				names: []string{"????? x", "Legal"},
				said:  "1 name holds a question mark",
			},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Csv, opened and saved by an editor", "g.csv",
			"\"#TYPE Microsoft.ActiveDirectory.Management.ADGroup\"\n\"Name\"\n\"Legal\"\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Csv -Encoding Unicode", "g.csv", utf16LE("\"Name\"\n\"Vertrieb Süd\"\n"),
			verdict{names: []string{"Vertrieb Süd"}},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Csv -Encoding Default (cp1252)", "g.csv", "\"Name\"\r\n\"Vertrieb S\xfcd\"\r\n",
			verdict{names: []string{"Vertrieb S\xfcd"}, said: "not UTF-8"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Csv of objectGUID from Get-ADObject", "g.csv",
			"\"Name\",\"objectGUID\"\r\n\"Legal\",\"System.Byte[]\"\r\n",
			verdict{names: []string{"Legal"}, said: "1 id was lost"},
			nil,
		},
		{"PowerShell 7.4", "Export-Csv -UseCulture (de)", "g.csv", "\"Name\";\"ObjectGUID\"\r\n\"R&D, Süd\";\"" + guid +
			"\"\r\n", verdict{names: []string{"R&D, Süd"}}, nil},
		{
			"PowerShell 7.4", "Get-ADObject | Export-Csv", "g.csv",
			"\"DistinguishedName\",\"Name\",\"ObjectClass\",\"ObjectGUID\"\n\"CN=Legal,DC=x\",\"Legal\",\"group\",\"1\"\n\"CN=Eva,DC=x\",\"Eva\",\"user\",\"2\"\n\"OU=G,DC=x\",\"G\",\"organizationalUnit\",\"3\"\n\"CN=Bo,DC=x\",\"Bo\",\"contact\",\"4\"\n",
			verdict{names: []string{"Legal"}, said: "1 contact, 1 organizational unit, 1 user"},
			nil,
		},
		{
			"PowerShell 7.4", "Get-ADUser | Export-Csv", "u.csv",
			"\"Name\",\"ObjectClass\",\"ObjectGUID\"\n\"Eva\",\"user\",\"2\"\n",
			verdict{refused: "it lists 1 user"},
			nil,
		},
		{
			"PowerShell 7.4", "Get-ADGroupMember per group | Export-Csv", "m.csv",
			"\"Group\",\"User\"\n\"Legal\",\"eva\"\n\"Legal\",\"jon\"\n",
			verdict{refused: "memberships"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "ConvertTo-Json of Get-ADGroup", "g.json",
			"[\r\n    {\r\n        \"DistinguishedName\":  \"CN=Legal,DC=x\",\r\n        \"GroupCategory\":  1,\r\n        \"Name\":  \"Legal\",\r\n        \"ObjectClass\":  \"group\",\r\n        \"ObjectGUID\":  \"" + guid + "\",\r\n        \"SID\":  {\r\n                    \"BinaryLength\":  28,\r\n                    \"AccountDomainSid\":  {\"Value\":  \"S-1-5-21-7-8-9\"},\r\n                    \"Value\":  \"S-1-5-21-7-8-9-1200\"\r\n                }\r\n    }\r\n]",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"PowerShell 7.4", "ConvertTo-Json of names", "g.json", "[\"Legal\",\"IT Operations\"]",
			verdict{names: []string{"Legal", "IT Operations"}},
			nil,
		},
		{
			"PowerShell 7.4", "ConvertTo-Json of one name in an array", "g.json",
			`{"name":["Legal"],"objectGUID":[` + guidBytes + `],"objectClass":["top","group"]}`,
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"PowerShell 7.4", "ConvertTo-Json of objects of every class", "g.json",
			`[{"Name":"Legal","ObjectClass":"group"},{"Name":"PC7","ObjectClass":"computer"},{"Name":"Eva","ObjectClass":"user"}]`,
			verdict{names: []string{"Legal"}, said: "1 computer, 1 user"},
			nil,
		},
		{
			"PowerShell 7.4", "ConvertTo-Json of memberships", "m.json",
			`[{"group":"Legal","user":"eva"},{"group":"Legal","user":"jon"}]`,
			verdict{refused: "memberships"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Export-Clixml", "g.xml",
			clixml + `<Obj RefId="0"><TN RefId="0"><T>Microsoft.ActiveDirectory.Management.ADGroup</T></TN><ToString>CN=Legal,DC=x</ToString><Props><S N="Name">Legal_x000A_2</S><S N="ObjectClass">group</S><G N="ObjectGUID">` + guid + `</G><Obj N="SID" RefId="1"><Props><S N="Value">S-1-5-21-7-8-9-1200</S></Props></Obj></Props></Obj></Objs>`,
			verdict{names: []string{"Legal\n2"}},
			nil,
		},
		{
			"PowerShell 7.4", "Export-Clixml of objects of every class", "g.xml",
			clixml + `<Obj RefId="0"><MS><S N="Name">Legal</S><S N="ObjectClass">group</S></MS></Obj><Obj RefId="1"><MS><S N="Name">Eva</S><S N="ObjectClass">user</S></MS></Obj></Objs>`,
			verdict{names: []string{"Legal"}, said: "1 user"},
			nil,
		},
		{
			"PowerShell 7.4", "Export-Clixml of names", "g.xml", clixml + `<S>Legal</S><S>IT_x005F_x</S></Objs>`,
			verdict{names: []string{"Legal", "IT_x"}},
			nil,
		},
		{
			"PowerShell 7.4", "Export-Clixml of a name with several values, the last of which counts", "g.xml",
			clixml + `<Obj RefId="0"><MS><Obj N="Name" RefId="1"><LST><S>Old</S><S>IT_xZZZZ_</S></LST></Obj></MS></Obj></Objs>`,
			verdict{names: []string{"IT_xZZZZ_"}},
			nil,
		},
		{
			"PowerShell 7.4", "Export-Clixml without the names", "g.xml",
			clixml + `<Obj RefId="0"><MS><S N="ObjectClass">group</S><G N="ObjectGUID">` + guid + `</G></MS></Obj></Objs>`,
			verdict{refused: "no object in it has a name"},
			nil,
		},
		{
			"PowerShell 7.4", "(ConvertTo-Xml).OuterXml of a name with several values", "g.xml",
			`<Objects><Object><Property Name="Name"><Property>Old</Property><Property>Legal</Property></Property></Object></Objects>`,
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"PowerShell 7.4", "(ConvertTo-Xml).OuterXml", "g.xml",
			`<?xml version="1.0" encoding="utf-8"?><Objects><Object Type="Microsoft.ActiveDirectory.Management.ADGroup"><Property Name="Name" Type="System.String">Legal</Property><Property Name="ObjectClass" Type="System.String">group</Property></Object><Object Type="x"><Property Name="Name" Type="System.String">PC7</Property><Property Name="ObjectClass" Type="System.String">computer</Property></Object></Objects>`,
			verdict{names: []string{"Legal"}, said: "1 computer"},
			nil,
		},
		{
			"PowerShell 7.4", "Get-EntraUser exported as CLIXML", "u.xml",
			clixml + `<Obj RefId="0"><Props><S N="DisplayName">Eva</S><S N="UserPrincipalName">eva@x</S></Props></Obj></Objs>`,
			verdict{refused: "it lists 1 user"},
			nil,
		},
	}
}

func directoryTools(lines, sam func(*migrate.Connection)) []product {
	entry := "dn: CN=Legal,OU=G,DC=x\nobjectClass: top\nobjectClass: group\nname: Legal\n"
	return []product{
		{
			"dsquery", "group -o rdn, as lines", "g.txt", "\"Accounts Payable\"\r\n\"Legal \"\r\n",
			verdict{names: []string{"Accounts Payable", "Legal "}, said: "dsquery"},
			lines,
		},
		{
			"dsquery", "group (distinguished names), as lines", "g.txt",
			"\"CN=Sales\\, EMEA,OU=G,DC=x\"\r\n\"CN=Legal,OU=G,DC=x\"\r\n",
			verdict{
				names: []string{"Sales, EMEA", "Legal"},
				said:  "distinguished name",
			},
			lines,
		},
		{
			"dsget", "group -samid", "g.txt",
			"  samid            \r\n  Accounts Payable \r\n  Legal            \r\ndsget succeeded\r\n",
			verdict{refused: "dsquery group -o rdn"},
			nil,
		},
		{
			"net group /domain", "as lines", "g.txt",
			"\r\nGroup Accounts for \\\\DC1\r\n\r\n-------------------------------------------------------------------------------\r\n*Accounts Payable\r\n*Legal\r\nThe command completed successfully.\r\n\r\n",
			verdict{names: []string{"Accounts Payable", "Legal"}, said: "sAMAccountName"},
			lines,
		},
		{
			"csvde", "groups", "g.csv",
			"DN,objectClass,name,objectGUID\r\n\"CN=Legal,DC=x\",group,Legal,X'1e7c2d0b549a0e4f8d613c5f7a9b1e20'\r\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"csvde", "a name outside ASCII", "g.csv", "DN,objectClass,name\r\nX'434e3d53c3bc642c44433d78',group,X'53c3bc64'\r\n",
			verdict{names: []string{"Süd"}},
			nil,
		},
		{
			"csvde -u", "everything", "g.csv",
			utf16LE("DN,objectClass,name\n\"CN=Legal,DC=x\",group,Legal\n\"CN=Eva,DC=x\",user,Eva\n\"CN=PC7,DC=x\",computer,PC7\n"),
			verdict{names: []string{"Legal"}, said: "1 computer, 1 user"},
			nil,
		},
		{"ldifde", "groups", "g.ldf", strings.ReplaceAll(entry+"\n", "\n", "\r\n"), verdict{names: []string{"Legal"}}, nil},
		{
			"ldifde in an ANSI code page", "DN alone", "g.ldf", "dn: CN=K\xfcufer,DC=x\r\nchangetype: add\r\n",
			verdict{names: []string{"K\xfcufer"}, said: "not UTF-8"},
			nil,
		},
		{
			"a text editor", "LDIF records run together", "g.ldf", entry + strings.ReplaceAll(entry, "Legal", "IT"),
			verdict{names: []string{"Legal", "IT"}, said: "without an empty line"},
			nil,
		},
		{
			"an LDAP browser", "LDIF folded with tabs", "g.ldif", "dn: CN=Le\n\tgal,DC=x\nobjectClass: group\nname: Le\n\tgal\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"ldapsearch", "users alone", "u.ldif", "dn: CN=Eva,DC=x\nobjectClass: person\nobjectClass: user\nname: Eva\n",
			verdict{refused: "it lists 1 user"},
			nil,
		},
		{
			"ldapsearch", "everything", "g.ldif",
			entry + "\ndn: CN=PC7,DC=x\nobjectClass: user\nobjectClass: computer\n\ndn: OU=G,DC=x\nobjectClass: organizationalUnit\n",
			verdict{names: []string{"Legal"}, said: "1 computer, 1 organizational unit"},
			nil,
		},
		{
			"ldapsearch -LLL", "objectGUID in base64, objectSid", "g.ldif",
			entry + "objectGUID:: HnwtC1SaDk+NYTxfepseIA==\nobjectSid:: AQUAAAAAAAUVAAAABwAAAAgAAAAJAAAAsAQAAA==\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"ldapsearch", "cut off by the size limit", "g.ldif", entry + "\nsearch: 2\nresult: 4 Size limit exceeded\n",
			verdict{refused: "did not end well"},
			nil,
		},
		{
			"LDAP Admin", "CSV with GUIDs in braces", "g.csv", "name,objectGUID\nLegal,{0B2D7C1E-9A54-4F0E-8D61-3C5F7A9B1E20}\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{"ldap3 (Python)", "entries as JSON", "g.json", `{"entries":[]}`, verdict{refused: "no object in it has name"}, nil},
		{
			"Python csv on Windows", "CR CR LF", "g.csv", "id,name\r\r\n0,Legal\r\r\n1,\"IT\"\r\r\n",
			verdict{names: []string{"Legal", "IT"}},
			nil,
		},
		{
			"Get-ADGroup", "sAMAccountName chosen", "g.csv", "SamAccountName,ObjectGUID\nlegal,1\n",
			verdict{names: []string{"legal"}},
			sam,
		},
		{
			"Get-ADGroup", "sAMAccountName alone, not chosen", "g.csv", "SamAccountName,ObjectGUID\nlegal,1\n",
			verdict{refused: "sAMAccountName"},
			nil,
		},
	}
}

func providerFiles() []product {
	page := func(items string) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"startIndex":1,"Resources":[` + items + `]}`
	}
	item := func(id, name string) string { return `{"id":"` + id + `","displayName":"` + name + `"}` }
	return []product{
		{"SCIM 2.0", "pages one after another", "g.json", page(item("1", "A")+","+item("2", "B")) + "\n" +
			page(item("3", "C")), verdict{names: []string{"A", "B", "C"}}, nil},
		{"SCIM 2.0", "pages that overlap", "g.json", page(item("1", "A")+","+item("2", "B")) + page(item("2", "B")+","+
			item("3", "C")), verdict{names: []string{"A", "B", "C"}, said: "1 group repeats"}, nil},
		{"SCIM 2.0", "a page saved twice", "g.json", page(item("1", "A")+","+item("2", "B")) + page(item("1", "A")+","+
			item("2", "B")), verdict{refused: "declare 3, and the file has 2"}, nil},
		{
			"SCIM 2.0", "a truncated page", "g.json", `{"totalResults":3,"Resources":[` + item("1", "A") + `,`,
			verdict{refused: "ends too early"},
			nil,
		},
		{"SCIM with cursors (RFC 9865)", "the first page", "g.json", `{"nextCursor":"x","Resources":[` + item("1", "A") +
			`]}`, verdict{refused: "nextCursor"}, nil},
		{
			"SCIM 2.0", "an error", "g.json",
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401","detail":"Token expired"}`,
			verdict{refused: "he token is expired or wrong"},
			nil,
		},
		{
			"Microsoft Graph", "groups", "g.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups(id,displayName)","value":[` + item("1", "A") +
				`]}`,
			verdict{names: []string{"A"}},
			nil,
		},
		{"Microsoft Graph", "groups, first page", "g.json", `{"@odata.nextLink":"https://x","value":[` + item("1", "A") +
			`]}`, verdict{refused: "@odata.nextLink"}, nil},
		{
			"Microsoft Graph", "groups with @odata.count", "g.json", `{"@odata.count":2,"value":[` + item("1", "A") + `]}`,
			verdict{refused: "declare 2"},
			nil,
		},
		{
			"Microsoft Graph", "users with $select", "u.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users(id,displayName)","value":[` + item("1", "Eva") +
				`]}`,
			verdict{refused: "it lists 1 user"},
			nil,
		},
		{
			"Microsoft Graph", "members of many kinds", "g.json",
			`{"value":[{"@odata.type":"#microsoft.graph.group","id":"1","displayName":"A"},{"@odata.type":"#microsoft.graph.user","id":"2","displayName":"Eva"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"3","displayName":"App"}]}`,
			verdict{names: []string{"A"}, said: "1 service account, 1 user"},
			nil,
		},
		{
			"Microsoft Graph", "an error", "g.json",
			`{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed, the token is expired.","innerError":{"date":"2026-01-01"}}}`,
			verdict{refused: "get a new one"},
			nil,
		},
		{
			"Microsoft Graph", "missing right", "g.json",
			`{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`,
			verdict{refused: "Insufficient privileges"},
			nil,
		},
		{
			"Entra portal", "Download groups", "exportGroup.csv",
			"\xef\xbb\xbfid,displayName,groupType,membershipType,source,mail,securityEnabled\n1,A,Security,Assigned,Cloud,,TRUE\n",
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Entra portal (old titles)", "Download groups", "groups.csv",
			"\"Object Id\",\"Display name\",\"Group type\",\"Membership type\"\n1,A,Security,Assigned\n",
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Entra portal", "users and groups of an app", "app.csv",
			"Display name,Object type,Role assigned\nA,Group,User\nEva,User,User\n",
			verdict{names: []string{"A"}, said: "1 user"},
			nil,
		},
		{
			"Okta", "groups", "g.json",
			`[{"id":"00gAbC0xYz","type":"OKTA_GROUP","profile":{"name":"A","description":"x"},"_links":{"logo":[{"name":"medium"}]}}]`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Okta", "app groups with expand", "g.json",
			`[{"id":"00gA","priority":0,"profile":{},"_links":{},"_embedded":{"group":{"id":"00gA","type":"OKTA_GROUP","profile":{"name":"A"}}}}]`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Okta", "app groups without expand", "g.json", `[{"id":"00gA","priority":0,"profile":{},"_links":{}}]`,
			verdict{refused: "expand=group"},
			nil,
		},
		{
			"Okta", "users", "u.json", `[{"id":"00u1","status":"ACTIVE","profile":{"login":"eva@x","displayName":"Eva"}}]`,
			verdict{refused: "it lists 1 user"},
			nil,
		},
		{
			"Okta", "an error", "g.json",
			`{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"x","errorCauses":[]}`,
			verdict{refused: "E0000011"},
			nil,
		},
		{
			"Okta", "rate limit", "g.json",
			`{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests."}`,
			verdict{refused: "until it succeeds"},
			nil,
		},
		{
			"JumpCloud v2", "usergroups", "g.json",
			`[{"id":"5f","name":"A","type":"user_group"},{"id":"60","name":"Laptops","type":"system_group"}]`,
			verdict{names: []string{"A"}, said: "1 device group"},
			nil,
		},
		{
			"JumpCloud", "results with totalCount", "g.json", `{"totalCount":2,"results":[{"id":"5f","name":"A"}]}`,
			verdict{refused: "declare 2"},
			nil,
		},
		{
			"JumpCloud", "an error", "g.json", `{"message":"Unauthorized"}`,
			verdict{refused: "he token is expired or wrong"},
			nil,
		},
		{
			"PingOne", "groups", "g.json",
			`{"_links":{"self":{"href":"x"}},"_embedded":{"groups":[{"id":"1","name":"A","population":{"id":"p"}}]},"count":1,"size":1}`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"PingOne", "the first page", "g.json",
			`{"_links":{"self":{"href":"x"},"next":{"href":"y"}},"_embedded":{"groups":[{"id":"1","name":"A"}]}}`,
			verdict{refused: "_links.next"},
			nil,
		},
		{
			"PingOne", "an error", "g.json",
			`{"id":"x","code":"ACCESS_FAILED","message":"The request could not be completed. You do not have access to this resource."}`,
			verdict{refused: "ACCESS_FAILED"},
			nil,
		},
		{
			"Google Directory API", "groups", "g.json",
			`{"kind":"admin#directory#groups","etag":"x","groups":[{"kind":"admin#directory#group","id":"1","email":"a@x","name":"A","directMembersCount":"3"}]}`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Google Directory API", "the first page", "g.json", `{"groups":[{"id":"1","name":"A"}],"nextPageToken":"x"}`,
			verdict{refused: "nextPageToken"},
			nil,
		},
		{
			"Google Admin console", "Download groups", "groups.csv",
			"Group Name [Required],Group Email [Required],Group Description\nA,a@x,\n",
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Google", "an error", "g.json",
			`{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}`,
			verdict{refused: "he token is expired or wrong"},
			nil,
		},
		{
			"authentik", "core groups", "g.json",
			`{"pagination":{"next":0,"previous":0,"count":1},"results":[{"pk":"1","num_pk":7,"name":"A","is_superuser":false,"users":[1]}]}`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"authentik", "the first page", "g.json", `{"pagination":{"next":2,"count":30},"results":[{"pk":"1","name":"A"}]}`,
			verdict{refused: "pagination.next"},
			nil,
		},
		{
			"Keycloak", "groups with subgroups", "g.json",
			`[{"id":"1","name":"A","path":"/A","subGroups":[{"id":"2","name":"B","path":"/A/B","subGroups":[]}]}]`,
			verdict{names: []string{"B", "A"}, said: "1 group is inside another one"},
			nil,
		},
		{
			"Keycloak", "an error", "g.json", `{"error":"HTTP 401 Unauthorized"}`,
			verdict{refused: "he token is expired or wrong"},
			nil,
		},
		{
			"AWS IAM Identity Center", "list-groups", "g.json",
			`{"Groups":[{"GroupId":"1","DisplayName":"A","IdentityStoreId":"d-1"}]}`,
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"AWS IAM Identity Center", "list-groups, first page", "g.json",
			`{"Groups":[{"GroupId":"1","DisplayName":"A"}],"NextToken":"x"}`,
			verdict{refused: "NextToken"},
			nil,
		},
	}
}

func samlFiles() []product {
	xml := response(attribute("groups", "A", "B"))
	inJSON := strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(xml)
	encoded := base64.StdEncoding.EncodeToString([]byte(xml))
	return []product{
		{
			"Firefox", "HAR, pretty-printed", "s.har",
			"{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"entries\": [\n      {\"request\": {\"postData\": {\"mimeType\": \"application/x-www-form-urlencoded\",\n        \"params\": [{\"name\": \"SAMLResponse\", \"value\": \"" + encoded + "\"}]}}}\n    ]\n  }\n}",
			verdict{names: []string{"A", "B"}},
			nil,
		},
		{"Chrome", "HAR with the form as text", "s.har", `{"log":{"entries":[{"request":{"postData":{"text":"SAMLResponse=` +
			strings.ReplaceAll(encoded, "+", "%2B") + `&RelayState="}}}]}}`, verdict{names: []string{"A", "B"}}, nil},
		{"SAML-tracer", "export", "t.json", `{"requests":[{"method":"GET","url":"x"},{"method":"POST","url":"y","saml":"` +
			inJSON + `"}],"timestamp":"x"}`, verdict{names: []string{"A", "B"}}, nil},
		{"SAML-tracer", "export with the form", "t.json", `{"requests":[{"post":[["SAMLResponse","` + encoded +
			`"],["RelayState",""]]}]}`, verdict{names: []string{"A", "B"}}, nil},
		{
			"SAML", "values joined by ;", "s.xml", response(attribute("groups", "A;B;C")),
			verdict{names: []string{"A;B;C"}, said: "3 names are read as 1"},
			nil,
		},
		{
			"SAML", "values joined by ,", "s.xml", response(attribute("groups", "A,B,C")),
			verdict{names: []string{"A,B,C"}, said: "3 names are read as 1"},
			nil,
		},
		{
			"SAML", "a comma in one of many names", "s.xml", response(attribute("groups", "Sales, EMEA", "B")),
			verdict{names: []string{"Sales, EMEA", "B"}},
			nil,
		},
		{
			"PingOne", "memberOfGroupNames", "s.xml", response(attribute("memberOfGroupNames", "A")),
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"SAML", "an attribute called dashlane_groups", "s.xml", response(attribute("dashlane_groups", "A")),
			verdict{names: []string{"A"}},
			nil,
		},
		{
			"Entra", "DOMAIN\\name", "s.xml",
			response(attribute("http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", `CORP\Sales`)),
			verdict{names: []string{`CORP\Sales`}},
			nil,
		},
	}
}

func spreadsheets() []product {
	return []product{
		{
			"Excel 365", "CSV UTF-8", "g.csv", "\xef\xbb\xbfid;name\r\n1;Vertrieb Süd\r\n",
			verdict{names: []string{"Vertrieb Süd"}},
			nil,
		},
		{
			"Excel 365", "CSV, empty values left out at the end", "g.csv", "id,name,mail\r\n1,A,a@x\r\n2,B\r\n3,C\r\n",
			verdict{names: []string{"A", "B", "C"}, said: "2 rows have fewer values"},
			nil,
		},
		{
			"Excel 365", "a row without the name", "g.csv", "id,name\r\n1,A\r\n2\r\n",
			verdict{refused: "a value is missing"},
			nil,
		},
		{
			"Excel 2016", "CSV of a file in UTF-8", "g.csv", "id,name\n1,Vertrieb SÃ¼d\n",
			verdict{names: []string{"Vertrieb SÃ¼d"}, said: "encoded twice"},
			nil,
		},
		{
			"Excel 2016", "CSV of a file in UTF-8, a letter that Windows-1252 lacks", "g.csv", "id,name\n1,CafÃ\u00a9 Ã\u0081\n",
			verdict{names: []string{"CafÃ\u00a9 Ã\u0081"}, said: "encoded twice"},
			nil,
		},
		{"any tool", "a letter that was lost", "g.csv", "id,name\n1,K\ufffdufer\n", verdict{
			names: []string{"K\ufffdufer"},
			said:  "U+FFFD",
		}, nil},
		{
			"a transfer that broke", "the last row without its end", "g.csv", "id,name,mail\n1,A,x\n2,B",
			verdict{refused: "a value is missing"},
			nil,
		},
		{
			"a mailing list", "no column for an id, names repeated", "m.csv", "name,mail\nA,x\nA,y\nB,x\nB,y\n",
			verdict{refused: "memberships"},
			nil,
		},
		{
			"Okta admin console", "a report of memberships", "m.csv", "group,username\nA,eva@x\nB,eva@x\n",
			verdict{refused: "memberships"},
			nil,
		},
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	all := products()
	const least = 80
	if len(all) < least {
		t.Errorf("%d inputs, want at least %d", len(all), least)
	}
	for _, p := range all {
		t.Run(p.by+", "+p.form, func(t *testing.T) {
			more := []func(*migrate.Connection){func(*migrate.Connection) {}}
			if p.with != nil {
				more[0] = p.with
			}
			if p.verdict.refused != "" {
				refused(t, p.file, p.text, p.verdict.refused, more...)
				return
			}
			groups, notes, err := read(t, p.file, p.text, more...)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, g := range groups {
				names = append(names, g.Name)
			}
			if !slices.Equal(names, p.names) {
				t.Errorf("got %q, want %q; notes %q", names, p.names, notes)
			}
			noted(t, notes, p.said)
		})
	}
}

// Small files of each kind, as they were found.
func TestSampleFiles(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]verdict{
		"groups.csv": {names: five}, "crcrlf.csv": {names: five}, "jumpcloud.json": {names: five},
		"pingone.json":         {names: five},
		"okta-app-groups.json": {names: five}, "pages-overlap.json": {names: five},
		"ascii-export.csv": {names: []string{
			"Accounts Payable", "Vertrieb S?d", "Legal", "Caf? Team",
			"IT Operations",
		}, said: "2 names hold a question mark"},
		"double-encoded.csv": {names: []string{
			"Accounts Payable", "Vertrieb SÃ¼d", "Legal", "CafÃ© Team",
			"IT Operations",
		}, said: "2 names are in UTF-8 that was encoded twice"},
		"with-users.csv":           {names: five[:3], said: "1 computer, 1 user"},
		"records-run-together.ldf": {names: []string{"Legal", "IT Operations", "Accounts Payable"}},
		"ansi-dn.ldf":              {names: []string{"K\xe4ufer"}, said: "1 name is not UTF-8"},
		"cleaned.csv":              {names: []string{"K\ufffdufer"}, said: "U+FFFD"},
		"saml-joined.xml":          {names: []string{strings.Join(five, ";")}, said: "5 names are read as 1"},
		"page-saved-twice.json":    {refused: "declare 5, and the file has 3"},
		"screen-output.txt":        {refused: "PowerShell's screen output"},
		"graph-users.json":         {refused: "1 user"}, "membership.csv": {refused: "6 rows with a group and a member"},
		"graph-error.json": {refused: "he token is expired"}, "okta-error.json": {refused: "he token is expired"},
	} {
		content, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if want.refused != "" {
			refused(t, file, string(content), want.refused)
			continue
		}
		groups, notes, err := read(t, file, string(content))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var names []string
		for _, g := range groups {
			names = append(names, g.Name)
		}
		if !slices.Equal(names, want.names) {
			t.Errorf("%s: got %q, want %q", file, names, want.names)
		}
		noted(t, notes, want.said)
	}
}

// What tells that two groups are one, whatever their names.
func TestIdentity(t *testing.T) {
	t.Parallel()
	const sid = "S-1-5-21-7-8-9-1200"
	for _, tt := range []struct {
		file, text string
		want       migrate.Group
	}{
		{"o.json", `[{"id":"00gQ","type":"APP_GROUP","profile":{"name":"AP","externalId":"HnwtC1SaDk+NYTxfepseIA==","objectSid":"` + sid + `"}}]`, migrate.Group{ID: "00gQ", Name: "AP", Details: &migrate.GroupDetails{ADID: guid, ADSID: sid}}},
		{
			"g.json", `{"value":[{"id":"7","displayName":"AP","onPremisesSecurityIdentifier":"` + sid + `"}]}`,
			migrate.Group{ID: "7", Name: "AP", Details: &migrate.GroupDetails{ADSID: sid}},
		},
		{
			"a.csv", "Name,ObjectGUID,SID\nAP,{" + strings.ToUpper(guid) + "}," + sid + "\n",
			migrate.Group{ID: guid, Name: "AP", Details: &migrate.GroupDetails{ADSID: sid}},
		},
		{
			"c.csv", "DN,name,objectGUID\n\"CN=AP,DC=x\",AP,X'1e7c2d0b549a0e4f8d613c5f7a9b1e20'\n",
			migrate.Group{ID: guid, Name: "AP", DN: "CN=AP,DC=x"},
		},
		{"b.json", `{"name":["AP"],"objectGUID":[` + guidBytes + `]}`, migrate.Group{ID: guid, Name: "AP"}},
		{"l.ldif", "dn: CN=AP,DC=x\nobjectClass: group\nname: AP\nobjectGUID:: HnwtC1SaDk+NYTxfepseIA==\nobjectSid:: AQUAAAAAAAUVAAAABwAAAAgAAAAJAAAAsAQAAA==\n", migrate.Group{ID: guid, Name: "AP", DN: "CN=AP,DC=x", Details: &migrate.GroupDetails{ADSID: sid}}},
	} {
		groups, _, err := read(t, tt.file, tt.text)
		if err != nil || !sameGroups(groups, []migrate.Group{tt.want}) {
			t.Errorf("%s: got %+v, %v, want %+v", tt.file, groups, err, tt.want)
		}
	}
}

func TestNameFromDN(t *testing.T) {
	t.Parallel()
	for dn, want := range map[string]string{
		"CN=Legal,DC=x": "Legal", `CN=Sales\, EMEA,OU=G`: "Sales, EMEA", `CN=a\20,DC=x`: "a ", `CN=a\ ,DC=x`: "a ",
		"CN= a ,DC=x":    "a",
		`CN=\C3\BC,DC=x`: "ü", "CN=\xfc,DC=x": "\xfc", `CN="a, b",DC=x`: "a, b", "CN=a+OU=b,DC=x": "a", `CN=a\`: "a", "": "",
		"x": "", "=a": "", `CN=a\\,DC=x`: `a\`,
		`CN=a=b,DC=x`: "a=b", `CN=\#1,DC=x`: "#1",
	} {
		if got := nameFromDN(dn); got != want {
			t.Errorf("%q: got %q, want %q", dn, got, want)
		}
	}
}
