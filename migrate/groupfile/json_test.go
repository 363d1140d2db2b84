package groupfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ad2scim/migrate"
)

func TestJSONForms(t *testing.T) {
	for _, tt := range []struct {
		what, file, text string
		want             []migrate.Group
	}{
		{
			"a SCIM list", "g.json",
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":2,
			"Resources":[{"id":"1","externalId":"e1","displayName":"Sales "},{"id":"2","displayName":"a\"b\\c\/d\t\u00e4\ud83d\ude00"}]}`,
			[]migrate.Group{{ID: "1", Details: &migrate.GroupDetails{ExternalID: "e1"}, Name: "Sales "}, {ID: "2", Name: "a\"b\\c/d\tä😀"}},
		},
		{
			"capitals do not matter", "g.json", `{"totalresults":1,"resources":[{"ID":"1","DISPLAYNAME":"x"}]}`,
			[]migrate.Group{{ID: "1", Name: "x"}},
		},
		{
			"an array", "g.json", `[{"objectGUID":"1","cn":"x","name":"y","distinguishedName":"CN=x"}]`,
			[]migrate.Group{{ID: "1", Name: "y", DN: "CN=x"}},
		},
		{
			"Microsoft Graph", "g.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups","value":[{"id":"1","displayName":"x","groupTypes":["Unified"]}]}`,
			[]migrate.Group{{ID: "1", Name: "x"}},
		},
		{
			"Get-ADGroup | ConvertTo-Json", "g.json",
			`{"DistinguishedName":"CN=x","GroupCategory":1,"GroupScope":1,"Name":"x","ObjectGUID":"1","SID":{"BinaryLength":28}}`,
			[]migrate.Group{{ID: "1", Name: "x", DN: "CN=x", Details: &migrate.GroupDetails{Type: migrate.SecurityGroup}}},
		},
		{
			"Okta", "g.json", `[{"id":"00g1","type":"OKTA_GROUP","profile":{"name":"x","description":null}}]`,
			[]migrate.Group{{ID: "00g1", Name: "x"}},
		},
		{
			"NDJSON", "g.ndjson", "{\"id\":\"1\",\"name\":\"x\"}\r\n{\"id\":\"2\",\"name\":\" y\"}",
			[]migrate.Group{{ID: "1", Name: "x"}, {ID: "2", Name: " y"}},
		},
		{
			"several pages", "g.json",
			`{"totalResults":2,"Resources":[{"id":"1","displayName":"x"}]}{"totalResults":2,"Resources":[{"id":"2","displayName":"y"}]}`,
			[]migrate.Group{{ID: "1", Name: "x"}, {ID: "2", Name: "y"}},
		},
		{
			"pages of Graph", "g.json",
			`{"@odata.nextLink":"https://x","value":[{"id":"1","displayName":"x"}]} {"value":[{"id":"2","displayName":"y"}]}`,
			[]migrate.Group{{ID: "1", Name: "x"}, {ID: "2", Name: "y"}},
		},
		{"a number as name and id", "g.json", `[{"id":7,"name":2024}]`, []migrate.Group{{ID: "7", Name: "2024"}}},
		{"none", "g.json", `{"totalResults":0}`, nil},
		{"an empty array", "g.json", ` [ ] `, nil},
		{"escapes in keys", "g.json", `[{"\u0069d":"1","na\u006de":"x"}]`, []migrate.Group{{ID: "1", Name: "x"}}},
		{"a byte order mark", "g.json", "\xef\xbb\xbf[{\"name\":\"x\"}]", []migrate.Group{{Name: "x"}}},
	} {
		got, _, err := read(t, tt.file, tt.text)
		if err != nil || !sameGroups(got, tt.want) {
			t.Errorf("%s: got %q, %v\nwant %q", tt.what, got, err, tt.want)
		}
	}
}

func TestJSONKeepsNames(t *testing.T) {
	var b strings.Builder
	for _, name := range hostile {
		quoted, _ := json.Marshal(name)
		if !utf8.ValidString(name) {
			quoted = []byte(`"` + name + `"`) // Marshal would clean it
		}
		fmt.Fprintf(&b, "{\"displayName\":%s}\n", quoted)
	}
	if got := namesOf(t, "g.ndjson", b.String()); !slices.Equal(got, hostile) {
		t.Errorf("got  %q\nwant %q", got, hostile)
	}
}

func TestJSONLoneSurrogates(t *testing.T) {
	groups, notes, err := read(t, "g.json", `[{"name":"a\ud800"},{"name":"a\ud801"},{"name":"a\udc00\ud800x"},{"name":"a`+
		"\ufffd"+`"}]`)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range groups {
		seen[g.Name] = true
	}
	if len(seen) != 4 {
		t.Errorf("different names fell together: %q", groups)
	}
	noted(t, notes, "4 halves of character pairs")
	noted(t, notes, "3 names are not UTF-8")
}

func TestJSONBroken(t *testing.T) {
	for _, tt := range []struct{ text, words string }{
		{"[\n {\"name\":\"x\"}\n", "line 3, column 1: the text ends too early"},
		{"[\n {\"name\":\"x\",}]", "line 2, column 14: a string in double quotes is expected"},
		{`[{"name":"x" "id":"1"}]`, "column 14: a comma or } is expected"},
		{`[{"name":"x"}`, "the text ends too early"},
		{`[{"name":"x`, "line 1, column 10: \"name\": the string that opens here is never closed"},
		{`[{"name":"x\q"}]`, "this escape does not exist"},
		{`[{"name":"\u12g4"}]`, "four hexadecimal digits"},
		{"[{\"name\":\"a\nb\"}]", `line 1, column 12: "name": a control character`},
		{`[{"name":true}]`, `column 10: "name": a string is expected`},
		{`[{"name":[true]}]`, "no object in it has name"},
		{`[{"name":"x","Name":"y"}]`, "a second and other value"},
		{`[1,2]`, "column 2: an object is expected"},
		{`{"id":"1"}`, "no object in it has name, displayName, cn or group"},
		{`{"totalResults":3,"Resources":[{"displayName":"x"}]}`, "the pages declare 3, and the file has 1"},
		{`{"value":[{"displayName":"x"}],"@odata.nextLink":"https://x"}`, "@odata.nextLink"},
		{`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401"}`, "this is an error of the provider"},
		{`{"Resources":[{"userName":"x","name":{"givenName":"y"},"displayName":"z"}]}`, "it lists 1 user, no group"},
		{strings.Repeat("[", 100000), "an object is expected"},
		{`{"a":` + strings.Repeat("[", 100000), "nested too deep"},
		{`[{"name" "x"}]`, "column 10: a colon is expected"},
		{`[{"name":"x","other":nil}]`, "column 22: a value is expected"},
		{`[{"name":"x","other":-}]`, "column 23: a digit is expected"},
		{`[{"name":"x","other":`, "column 22: the text ends too early"},
		{`{"name":"x"} x`, "column 14: an object or an array is expected"},
		{"{\"name\":\"x\"}\x00", "an object or an array is expected"},
	} {
		refused(t, "g.json", tt.text, tt.words)
	}
}

func TestJSONMembers(t *testing.T) {
	text := `{"Resources":[
		{"id":"1","displayName":"all","members":[{"value":"2","display":"sales","type":"Group"},{"value":"u1","display":"Ada","type":"User"}]},
		{"id":"2","displayName":"sales","members":[{"value":"1"},{"value":"u2","$ref":"https://x/Users/u2"}]},
		{"id":"3","displayName":"none"}]}`
	f, err := Open(migrate.Connection{Location: written(t, "g.json", text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	flat, err := f.Members(t.Context(), "1", false)
	if err != nil || fmt.Sprint(flat) != "[{2 group sales    [] false} {u1 user Ada    [] false}]" {
		t.Errorf("direct members: %v, %v", flat, err)
	}
	nested, err := f.Members(t.Context(), "1", true)
	if err != nil || fmt.Sprint(
		nested) != "[{2 group sales    [] false} {1 group     [sales] false} {u2 unknown     [sales] false} {u1 user Ada    [] false}]" {
		t.Errorf("nested members: %v, %v", nested, err)
	}
	if none, err := f.Members(t.Context(), "3", true); len(none) != 0 || err != nil {
		t.Errorf("no members: %v, %v", none, err)
	}
	if _, err := f.Members(t.Context(), "9", true); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("an unknown group: %v", err)
	}
}

func TestJSONMembersAreDNs(t *testing.T) {
	text := `[{"Name":"x","DistinguishedName":"CN=x","members":["CN=Ada\\, Lady,DC=y",{"@odata.type":"#microsoft.graph.user","id":"u","displayName":"Ada","mail":"a@x","userPrincipalName":"b@x"},7]},{"Name":"y","members":{}}]`
	f, err := Open(migrate.Connection{Location: written(t, "g.json", text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Members(t.Context(), "x", false)
	want := []migrate.Member{
		{Kind: migrate.UnknownMember, Name: "Ada, Lady", DN: `CN=Ada\, Lady,DC=y`},
		{ID: "u", Kind: migrate.UserMember, Name: "Ada", Mail: "a@x", UPN: "b@x"},
	}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, %v\nwant %v", got, err, want)
	}
	if got, err := f.Members(t.Context(), "y", false); len(got) != 0 || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}
