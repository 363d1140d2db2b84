package groupfile

import (
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

func TestLDIF(t *testing.T) {
	text := `# extended LDIF
#
# LDAPv3
version: 1

# Sales, Groups,
  corp.example.com
dn: CN=Sales,OU=Groups,DC=corp,DC=example,DC=com
objectClass: top
objectClass: group
cn: Sales cn
name: Sales EMEA and a name that is folde
 d over two lines
objectGUID:: 06EZS8Ll9UqNHgorPE1ebw==
groupType: -2147483646
member: CN=Ada,DC=corp

dn:: Q049w5xiZXIsREM9eA==
objectClass: group
name;lang-de: nicht dieser
name:: IGxlYWRpbmc=
objectGUID: d3a1194b-c2e5-4af5-8d1e-0a2b3c4d5e6f
sAMAccountName:    x

dn: CN=a person,DC=corp
objectClass: user
name: a person

dn: OU=Groups,DC=corp
objectClass: organizationalUnit
name: Groups

# search reference
ref: ldap://ForestDnsZones.example.com/DC=x

# search result
search: 2
result: 0 Success

# numResponses: 5
`
	for _, eol := range []string{"\n", "\r\n", "\r"} {
		groups, notes, err := read(t, "g.ldif", strings.ReplaceAll(text, "\n", eol))
		if err != nil {
			t.Fatal(err)
		}
		want := []migrate.Group{
			{
				ID: "4b19a1d3-e5c2-4af5-8d1e-0a2b3c4d5e6f", Name: "Sales EMEA and a name that is folded over two lines",
				DN: "CN=Sales,OU=Groups,DC=corp,DC=example,DC=com", Details: &migrate.GroupDetails{Type: migrate.SecurityGroup},
			},
			{ID: "d3a1194b-c2e5-4af5-8d1e-0a2b3c4d5e6f", Name: " leading", DN: "CN=Über,DC=x"},
		}
		if !sameGroups(groups, want) {
			t.Errorf("line end %q: got %q\nwant %q", eol, groups, want)
		}
		noted(t, notes, "2 objects are not groups and left out: 1 organizational unit, 1 user")
		noted(t, notes, "referred to other servers")
	}
}

func TestLDIFKeepsNames(t *testing.T) {
	var b strings.Builder
	for _, name := range hostile {
		fmt.Fprintf(&b, "dn: CN=x\nname:: %s\n\n", base64.StdEncoding.EncodeToString([]byte(name)))
	}
	if got := namesOf(t, "g.ldif", b.String()); !slices.Equal(got, hostile) {
		t.Errorf("got  %q\nwant %q", got, hostile)
	}
	plain := "dn: CN=x\nname:  fill is no part of it, the end is \n\ndn: CN=y\nname:\n\ndn: CN=z\nname: a:b\n"
	if got, want := namesOf(t, "g.ldif", plain), []string{
		"fill is no part of it, the end is ", "",
		"a:b",
	}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLDIFNameFromDN(t *testing.T) {
	groups, notes, err := read(t, "g.ldif", "dn: CN=Sales\\, EMEA\\20,OU=x\nmember: CN=a\n\n")
	if err != nil || len(groups) != 1 || groups[0].Name != "Sales, EMEA " {
		t.Fatal(groups, err)
	}
	noted(t, notes, "the name is taken from the DN")
}

func TestLDIFSeveralNames(t *testing.T) {
	groups, notes, err := read(t, "g.ldif", "dn: CN=x\ncn: a\ncn: b\n\ndn: CN=y\ncn: a\ncn: b\nname: c\n")
	if err != nil || groups[0].Name != "a" || groups[1].Name != "c" {
		t.Fatal(groups, err)
	}
	noted(t, notes, "1 group has more than one value")
}

func TestLDIFChanges(t *testing.T) {
	groups, notes, err := read(t, "g.ldif",
		"dn: CN=a\nchangetype: add\nobjectClass: group\nname: a\n\ndn: CN=b\nchangetype: modify\nreplace: name\nname: b\n-\n\ndn: CN=c\nchangetype: delete\n\ndn: CN=d\nchangetype: modrdn\nnewrdn: CN=e\ndeleteoldrdn: 1\n\n")
	if err != nil || len(groups) != 1 || groups[0].Name != "a" {
		t.Fatal(groups, err)
	}
	noted(t, notes, "3 records change, delete or move entries")
	refused(t, "g.ldif", "dn: CN=c\nchangetype: delete\n", "it holds changes, not entries")
}

func TestLDIFBroken(t *testing.T) {
	for _, tt := range []struct{ text, words string }{
		{"dn: CN=a\nname:: a*b=\n", `line 2, column 1: the value of "name" is not base64`},
		{"dn: CN=a\nname\n", "line 2, column 1: a line of the form"},
		{"dn: CN=a\nname: a\n\nname: b\n", "line 4, column 1: a record must begin with dn:"},
		{"dn: CN=a\nobjectGUID:: YWJj\n", "line 2, column 1: objectGUID is neither 16 bytes nor a GUID"},
		{"dn: CN=a\nobjectClass: person\n", "it lists 1 user, no group"},
		{
			"dn: CN=a\nname: a\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n",
			"line 6, column 1: the search that wrote the file did not end well",
		},
	} {
		refused(t, "g.ldif", tt.text, tt.words)
	}
}

func TestLDIFNeverFetches(t *testing.T) {
	secret := written(t, "secret", "the secret")
	text := "dn: CN=a\njpegPhoto:< file://" + secret + "\nname: a\n"
	if got := namesOf(t, "g.ldif", text); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
	refused(t, "g.ldif", "dn: CN=a\nname:< file://"+secret+"\n", "is a URL, which is not fetched")
	if _, err := os.Stat(secret); err != nil {
		t.Fatal(err)
	}
}

func TestLDIFMembers(t *testing.T) {
	text := "dn: CN=all,DC=x\nname: all\nmember: CN=sales,DC=X\nmember:: Q049w5xiZXIsREM9eA==\n\ndn: CN=sales,DC=x\nname: sales\nmember: CN=all,DC=x\n member\n\ndn: CN=big,DC=x\nname: big\nmember;range=0-1499: CN=a\n\n"
	f, err := Open(migrate.Connection{Location: written(t, "g.ldif", text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Groups(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	got, err := f.Members(t.Context(), "all", true)
	if err != nil || fmt.Sprint(
		got) != "[{ group sales CN=sales,DC=X   [] false} { unknown all CN=all,DC=xmember   [sales] false} { unknown Über CN=Über,DC=x   [] false}]" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := f.Members(t.Context(), "big", true); migrate.ClassOf(err) != migrate.BadInput ||
		!strings.Contains(err.Error(), "cut the list") {
		t.Errorf("a cut list: %v", err)
	}
}
