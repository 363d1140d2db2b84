package groupfile

import (
	"encoding/base64"
	"fmt"
	"strings"

	"ad2scim/migrate"
)

// screenFiles are what commands show on a screen, redirected to a file, and what they
// say when they fail.
func screenFiles(lines func(*migrate.Connection)) []product {
	hundred := ""
	for i := range dsqueryLimit {
		hundred += fmt.Sprintf("\"CN=Group %d,OU=G,DC=x\"\r\n", i)
	}
	all := make([]string, dsqueryLimit)
	for i := range all {
		all[i] = fmt.Sprintf("Group %d", i)
	}
	const screen = "PowerShell's screen output"
	return []product{
		{
			"Windows PowerShell 5.1", "Format-Table, names cut", "g.txt", utf16LE(
				"\nName                 ObjectGUID\n----                 ----------\nAccounts Paya...     0b2d\n"),
			verdict{refused: screen},
			nil,
		},
		{
			"PowerShell 7.4", "Format-Table -GroupBy", "g.txt",
			"\n   GroupCategory: Security\n\nName          SamAccountName\n----          --------------\nLegal         Legal\n\n",
			verdict{refused: screen},
			nil,
		},
		{
			"Windows PowerShell 5.1", "Start-Transcript", "g.txt",
			"**********************\r\nWindows PowerShell transcript start\r\nStart time: 20260101\r\n**********************\r\nPS C:\\> Get-ADGroup\r\n",
			verdict{refused: "transcript of a PowerShell session"},
			nil,
		},
		{
			"Windows PowerShell 5.1", "an error, *>", "g.txt", utf16LE(
				"Get-ADGroup : Unable to contact the server.\nAt line:1 char:1\n+ Get-ADGroup -Filter *\n+ ~~~~~~~~~~~\n    + CategoryInfo          : ResourceUnavailable\n"),
			verdict{refused: "an error of PowerShell, not a list of groups: \"Get-ADGroup : Unable to contact the server.\""},
			nil,
		},
		{
			"Windows PowerShell 5.1 (German)", "an error, *>, as lines", "g.txt", utf16LE(
				"Get-ADGroup : Der Server ist nicht erreichbar.\nIn Zeile:1 Zeichen:1\n+ Get-ADGroup -Filter *\n"),
			verdict{refused: "an error of PowerShell"},
			lines,
		},
		{
			"ldapsearch", "an error, 2>&1", "g.ldif",
			"ldap_bind: Invalid credentials (49)\n\tadditional info: 80090308: LdapErr: DSID-0C090447\n",
			verdict{refused: "Invalid credentials (49)"},
			nil,
		},
		{
			"ldapsearch", "the result at the end", "g.ldif",
			"# extended LDIF\n\ndn: CN=Legal,DC=x\nobjectClass: group\nname: Legal\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n",
			verdict{refused: "did not end well"},
			nil,
		},
		{
			"dsquery", "an error, as lines", "g.txt", "dsquery failed:The specified domain either does not exist.\r\n",
			verdict{refused: "an error of the command"},
			lines,
		},
		{
			"dsquery", "group, stopped at its limit, as lines", "g.txt",
			"\"Legal\"\r\n\"IT\"\r\ndsquery has reached the specified limit on number of results to display; use a different value for the -limit option to display more results.\r\n",
			verdict{refused: "-limit 0"},
			lines,
		},
		{
			"dsquery", "group without -limit, as lines", "g.txt", hundred,
			verdict{names: all, said: "as many as dsquery lists without -limit 0"},
			lines,
		},
		{
			"whoami", "/groups /fo csv", "g.csv",
			"\"Group Name\",\"Type\",\"SID\",\"Attributes\"\r\n\"CORP\\Legal\",\"Group\",\"S-1-5-21-1-2-3-1104\",\"Mandatory group\"\r\n",
			verdict{refused: "the groups of one account"},
			nil,
		},
		{
			"az", "ad group list -o table", "g.txt",
			"DisplayName    MailNickname    Id\n-------------  --------------  ----\nLegal          legal           1\n",
			verdict{refused: "a table made for the screen"},
			nil,
		},
		{
			"az", "ad group list -o yaml", "g.yaml", "- displayName: Legal\n  id: 1\n- displayName: IT\n  id: 2\n",
			verdict{refused: "it is YAML"},
			nil,
		},
		{
			"aws", "identitystore list-groups --output table", "g.txt",
			"------------------\n|   ListGroups   |\n+----------------+\n||    Groups    ||\n|+--------------+|\n||  Legal       ||\n",
			verdict{refused: "a table made for the screen"},
			nil,
		},
		{
			"psql", "a table", "g.txt", " id | name  \n----+-------\n  1 | Legal\n",
			verdict{refused: "a table made for the screen"},
			nil,
		},
		{
			"a wiki", "a table in Markdown", "g.md", "| id | name |\n|----|------|\n| 1 | Legal |\n",
			verdict{refused: "a table made for the screen"},
			nil,
		},
		{
			"curl -i", "an answer with its headers", "g.json",
			"HTTP/2 200 \r\ncontent-type: application/scim+json\r\n\r\n{\"Resources\":[{\"id\":\"1\",\"displayName\":\"Legal\"}]}",
			verdict{refused: "the headers of the server's answer"},
			nil,
		},
	}
}

// deletedObjects are lists in which a directory's deleted objects stand too.
func deletedObjects() []product {
	return []product{
		{
			"ldifde", "deleted objects too", "g.ldf",
			"dn: CN=Legal,DC=x\nobjectClass: group\nname: Legal\n\ndn: CN=Old\\0ADEL:1,CN=Deleted Objects,DC=x\nobjectClass: group\nname: Old\nisDeleted: TRUE\n",
			verdict{names: []string{"Legal"}, said: "1 deleted object"},
			nil,
		},
		{
			"PowerShell 7.4", "Get-ADObject -IncludeDeletedObjects | Export-Csv", "g.csv",
			"\"Deleted\",\"Name\",\"ObjectClass\",\"ObjectGUID\"\n,\"Legal\",\"group\",\"1\"\n\"True\",\"Old\nDEL:2\",\"group\",\"2\"\n",
			verdict{names: []string{"Legal"}, said: "1 deleted object"},
			nil,
		},
		{
			"PowerShell 7.4", "Get-ADObject -IncludeDeletedObjects | ConvertTo-Json", "g.json",
			`[{"Deleted":null,"Name":"Legal","ObjectClass":"group"},{"Deleted":true,"Name":"Old\nDEL:2","ObjectClass":"group"}]`,
			verdict{names: []string{"Legal"}, said: "1 deleted object"},
			nil,
		},
		{
			"Microsoft Graph", "groups/delta", "g.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups","@odata.deltaLink":"x","value":[{"id":"1","displayName":"Legal"},{"id":"2","@removed":{"reason":"deleted"}}]}`,
			verdict{names: []string{"Legal"}, said: "1 deleted object"},
			nil,
		},
	}
}

func moreProviderFiles() []product {
	const id = `"id":"1","displayName":"Legal"`
	return []product{
		{
			"Windows PowerShell 5.1", "ConvertTo-Json of an array with Count", "g.json",
			"{\r\n    \"value\":  [\r\n                  {\"Name\":  \"Legal\",\"ObjectClass\":  \"group\"}\r\n              ],\r\n    \"Count\":  1\r\n}",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Exchange", "Get-DistributionGroup | Export-Csv", "g.csv",
			"\"RunspaceId\",\"GroupType\",\"SamAccountName\",\"Name\",\"DisplayName\",\"RecipientType\",\"Guid\"\r\n\"x\",\"Universal, SecurityEnabled\",\"Legal\",\"Legal\",\"Legal Team\",\"MailUniversalSecurityGroup\",\"1\"\r\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Microsoft.Graph module", "Get-MgGroup | Export-Csv", "g.csv",
			"\"AcceptedSenders\",\"DisplayName\",\"Id\",\"OnPremisesSecurityIdentifier\"\r\n,\"Legal\",\"1\",\"S-1-5-21-1-2-3-1104\"\r\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Entra portal", "Download members", "m.csv",
			"id,userPrincipalName,displayName,objectType,isUser,isGroup\n1,eva@x,Eva,User,TRUE,FALSE\n",
			verdict{refused: "1 user"},
			nil,
		},
		{
			"Microsoft Graph", "appRoleAssignedTo", "g.json",
			`{"value":[{"id":"a","principalDisplayName":"Legal","principalType":"Group","principalId":"g1"}]}`,
			verdict{refused: "assignments to an app"},
			nil,
		},
		{
			"Microsoft Graph", "$batch", "g.json", `{"responses":[{"id":"1","status":200,"body":{` + id + `}}]}`,
			verdict{refused: "a batch"},
			nil,
		},
		{
			"Microsoft Graph", "directory objects", "g.json",
			`{"value":[{"@odata.type":"#microsoft.graph.group",` + id +
				`},{"@odata.type":"#microsoft.graph.device","id":"d","displayName":"PC"},{"@odata.type":"#microsoft.graph.servicePrincipal","id":"s","displayName":"App"}]}`,
			verdict{names: []string{"Legal"}, said: "1 computer, 1 service account"},
			nil,
		},
		{
			"Microsoft Graph", "an error of rights", "g.json",
			`{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`,
			verdict{refused: "he account may not read groups"},
			nil,
		},
		{
			"Okta", "an error of rights", "g.json",
			`{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action"}`,
			verdict{refused: "he account may not read groups"},
			nil,
		},
		{
			"Okta", "group push mappings", "g.json",
			`[{"mappingId":"gPm1","sourceGroupId":"00g1","status":"ACTIVE","targetGroupId":"x1"}]`,
			verdict{refused: "push mappings"},
			nil,
		},
		{
			"JumpCloud", "associations of an app", "g.json",
			`[{"from":{"id":"a","type":"application"},"to":{"id":"5f","type":"user_group"}}]`,
			verdict{refused: "associations"},
			nil,
		},
		{
			"JumpCloud", "groups of users and of devices", "g.json",
			`[{"id":"1","name":"Legal","type":"user_group"},{"id":"2","name":"Macs","type":"system_group"}]`,
			verdict{names: []string{"Legal"}, said: "1 device group"},
			nil,
		},
		{
			"PingFederate", "items", "g.json", `{"items":[{"id":"1","name":"Legal"},{"id":"2","name":"IT"}]}`,
			verdict{names: []string{"Legal", "IT"}},
			nil,
		},
		{
			"OneLogin", "roles", "g.json", `[{"id":1,"name":"Legal","apps":[1],"users":[2,3],"admins":[]}]`,
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"GAM", "print groups", "g.csv", "email,id,name,description\nlegal@x,01,Legal,d\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Keycloak", "kcadm.sh get groups --format csv", "g.csv", "\"1\",\"Legal\"\n\"2\",\"IT\"\n",
			verdict{refused: "no header with a column for the name"},
			nil,
		},
		{
			"a SCIM provider", "one group", "g.json",
			`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],` + id + `,"members":[]}`,
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"jq", "objects one after another", "g.json", "{\n  " + id + "\n}\n{\n  \"id\":\"2\",\"displayName\":\"IT\"\n}\n",
			verdict{names: []string{"Legal", "IT"}},
			nil,
		},
	}
}

func otherTexts(lines func(*migrate.Connection)) []product {
	metadata := `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"><IDPSSODescriptor/></EntityDescriptor>`
	return []product{
		{"cat", "two exports in one file", "g.csv", typeLine + "\"Name\",\"ObjectGUID\"\r\n\"Legal\",\"1\"\r\n" + typeLine +
			"\"Name\",\"ObjectGUID\"\r\n\"IT\",\"2\"\r\n", verdict{
			names: []string{"Legal", "IT"},
			said:  "2 rows repeat the header",
		}, nil},
		{
			"Active Directory Users and Computers", "Export List", "g.txt",
			"Name\tType\tDescription\t\r\nLegal\tSecurity Group - Global\tx\t\r\nEva\tUser\t\t\r\nG\tOrganizational Unit\t\t\r\nNews\tDistribution Group - Universal\t\t\r\nPC7\tComputer\t\t\r\n",
			verdict{names: []string{"Legal", "News"}, said: "1 computer, 1 organizational unit, 1 user"},
			nil,
		},
		{
			"a report", "a title above the columns' titles", "g.csv",
			"Report Name: All Groups\nGenerated at: 2026-01-01\n\nGroup Name,SAM Account Name,OU Name\nLegal,legal,x\n",
			verdict{refused: "line 4, column 1: the titles stand below other text"},
			nil,
		},
		{
			"Excel 365", "a first line sep=;", "g.csv", "sep=;\r\nid;name\r\n1;Legal\r\n",
			verdict{names: []string{"Legal"}},
			nil,
		},
		{
			"Notepad", "UTF-16 without a byte order mark", "g.csv", strings.TrimPrefix(utf16LE("id,name\n1,Legal\n"),
				"\xff\xfe"),
			verdict{names: []string{"Legal"}, said: "UTF-16"},
			nil,
		},
		{
			"an old Mac", "lines that end in CR", "g.csv", "id,name\r1,Legal\r2,IT\r",
			verdict{names: []string{"Legal", "IT"}},
			nil,
		},
		{"WordPad", "RTF", "g.txt", "{\\rtf1\\ansi Legal\\par IT}", verdict{refused: "a document in RTF"}, nil},
		{
			"a browser", "the page of a sign-in, as lines", "g.txt", "\n<html><head><title>Sign in</title></head></html>\n",
			verdict{refused: "it is a web page"},
			lines,
		},
		{
			"a browser", "the page of a sign-in", "g.json", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>",
			verdict{refused: "it is a web page"},
			nil,
		},
		{
			"PowerShell 7.4", "ConvertTo-Html", "g.html", "<!DOCTYPE html><html><table><tr><th>Name</th></tr></table></html>",
			verdict{refused: "it is a web page"},
			nil,
		},
		{
			"a directory server", "DSML", "g.xml",
			`<dsml:dsml xmlns:dsml="http://www.dsml.org/DSML"><dsml:directory-entries/></dsml:dsml>`,
			verdict{refused: "XML of a kind that is not read"},
			nil,
		},
		{
			"an identity provider", "SAML metadata", "g.xml", metadata,
			verdict{refused: "not the request or the metadata"},
			nil,
		},
		{
			"Chrome", "HAR without a sign-in", "s.har",
			`{"log":{"version":"1.2","entries":[{"startedDateTime":"x","request":{"url":"https://x","postData":null}}]}}`,
			verdict{refused: "without a SAML response"},
			nil,
		},
		{"SAML-tracer", "export in base64 lines of 76", "s.b64", wrapped(base64.StdEncoding.EncodeToString([]byte(
			response(attribute("groups", "A", "B")))), 76), verdict{names: []string{"A", "B"}}, nil},
	}
}

// wrapped breaks a text into lines.
func wrapped(text string, width int) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + "\r\n")
		text = text[width:]
	}
	return b.String() + text
}
