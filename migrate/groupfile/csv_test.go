package groupfile

import (
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// hostile are names that a file must hand on as they are.
var hostile = []string{
	"Sales, EMEA", "C# Devs", `Back\slash`, " leading blank", "trailing blank ", "two  blanks", "tab\there", `say "hi"`,
	"=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "semi;colon", "line\nbreak", "crlf\r\nbreak", "cr\ronly",
	"Überraschung", "Ops–Oslo",
	"nbsp\u00a0here", "\u202eright to left", "zero\u200bwidth", "\U0001F468\u200d\U0001F469\u200d\U0001F467",
	"esc\x1b[31mred", "nul\x00byte", "bad\xff\xfebytes", "e\u0301", "\ufeffbom inside", "null", "#TYPE x", "dn: x", "ｆｕｌｌ",
}

func csvQuoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func TestCSVKeepsNames(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		for _, sep := range []string{",", ";", "\t"} {
			var b strings.Builder
			b.WriteString("objectGUID" + sep + "Name" + sep + "distinguishedName" + eol)
			for _, name := range hostile {
				b.WriteString("x" + sep + csvQuoted(name) + sep + csvQuoted("CN=y,DC=z") + eol)
			}
			groups, _, err := read(t, "g.csv", b.String())
			if err != nil {
				t.Fatal(err)
			}
			for i, g := range groups {
				if want := (migrate.Group{ID: "x", Name: hostile[i], DN: "CN=y,DC=z"}); g != want {
					t.Errorf("separator %q, line end %q: got %q, want %q", sep, eol, g, want)
				}
			}
			if len(groups) != len(hostile) {
				t.Errorf("%d groups, want %d", len(groups), len(hostile))
			}
		}
	}
}

func TestCSVForms(t *testing.T) {
	for _, tt := range []struct {
		what, file, text string
		want             []string
		ids              []string
	}{
		{"a name column by preference, not by place", "g.csv", "group,cn,displayName,NAME\na,b,c,d\n", []string{"d"}, nil},
		{"displayName before cn", "g.csv", "CN,DisplayName\nb,c\n", []string{"c"}, nil},
		{
			"id before objectGUID before externalId", "g.csv", "externalId,objectGUID,ID,name\n1,2,3,n\n",
			[]string{"n"},
			[]string{"3"},
		},
		{"externalId alone", "g.csv", "externalId,name\n1,n\n", []string{"n"}, []string{"1"}},
		{"one column", "g.csv", "name\nSales\n Sales \n", []string{"Sales", " Sales "}, nil},
		{"an empty name in quotes", "g.csv", "name\n\"\"\nx\n", []string{"", "x"}, nil},
		{"no line end at the end", "g.csv", "id,name\r\n1,x ", []string{"x "}, []string{"1"}},
		{"quotes at the end", "g.csv", "id,name\n1,\"x\"", []string{"x"}, nil},
		{"a byte order mark", "g.csv", "\xef\xbb\xbf\"id\",\"name\"\n1,x\n", []string{"x"}, []string{"1"}},
		{"lone CR", "g.csv", "id,name\r1,x\r2,\"y\rz\"\r", []string{"x", "y\rz"}, []string{"1", "2"}},
		{"lone CR is data elsewhere", "g.csv", "id,name\n1,x\ry\n", []string{"x\ry"}, nil},
		{
			"Windows PowerShell", "g.csv",
			"#TYPE Microsoft.ActiveDirectory.Management.ADGroup\r\n\"DistinguishedName\",\"GroupCategory\",\"Name\",\"ObjectGUID\"\r\n\"CN=x,DC=y\",\"Security\",\"x\",\"8b3c\"\r\n",
			[]string{"x"},
			[]string{"8b3c"},
		},
		{
			"Excel with a separator line", "g.csv", "sep=;\r\nid;name\r\n1;Sales, EMEA\r\n",
			[]string{"Sales, EMEA"},
			[]string{"1"},
		},
		{"Excel with semicolons", "g.csv", "id;name\r\n1;a,b\r\n", []string{"a,b"}, []string{"1"}},
		{
			"TSV with quotes as data", "g.tsv", "id\tname\n1\t5\" disks\n2\t\"a \"\"b\"\"\"\n",
			[]string{`5" disks`, `a "b"`},
			[]string{"1", "2"},
		},
		{"TSV of one column", "g.tsv", "name\nSales, EMEA; all\n", []string{"Sales, EMEA; all"}, nil},
		{"TSV by content", "g.csv", "id\tname\n1\ta,b;c\n", []string{"a,b;c"}, []string{"1"}},
		{"a blank line", "g.csv", "name\na\n\nb\n\n\n", []string{"a", "b"}, nil},
		{"rows without a value", "g.csv", "id;name\n1;a\n;\n;\n", []string{"a"}, []string{"1"}},
		{"a title with blanks", "g.csv", " Id , Name \n1,x\n", []string{"x"}, []string{"1"}},
		{
			"csvde", "g.csv", "DN,objectGUID,cn\n\"CN=x,DC=y\",X'4b19a1d3e5c2f54a8d1e0a2b3c4d5e6f',x\n",
			[]string{"x"},
			[]string{"d3a1194b-c2e5-4af5-8d1e-0a2b3c4d5e6f"},
		},
		{"header alone", "g.csv", "id,name\n", nil, nil},
	} {
		groups, _, err := read(t, tt.file, tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		var names, ids []string
		for _, g := range groups {
			names, ids = append(names, g.Name), append(ids, g.ID)
		}
		if !slices.Equal(names, tt.want) || tt.ids != nil && !slices.Equal(ids, tt.ids) {
			t.Errorf("%s: got %q with ids %q, want %q with %q", tt.what, names, ids, tt.want, tt.ids)
		}
	}
}

func TestCSVGroupType(t *testing.T) {
	groups, _, err := read(t, "g.csv",
		"name,groupType,GroupCategory\na,-2147483646,\nb,2,\nc,-2147483643,\nd,,Security\ne,,Distribution\nf,,\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []migrate.GroupType{
		migrate.SecurityGroup, migrate.DistributionGroup, migrate.BuiltinGroup,
		migrate.SecurityGroup, migrate.DistributionGroup, "",
	}
	for i, g := range groups {
		if g.Type() != want[i] {
			t.Errorf("%s: type %q, want %q", g.Name, g.Type(), want[i])
		}
	}
	left, notes, err := read(t, "g.csv", "name,groupType\na,-2147483646\nb,2\n", func(c *migrate.Connection) {
		c.Without = []migrate.GroupType{migrate.DistributionGroup}
	})
	if err != nil || len(left) != 1 || left[0].Name != "a" {
		t.Errorf("got %v, %v", left, err)
	}
	noted(t, notes, "1 group is of an excluded type")
}

func TestCSVBroken(t *testing.T) {
	for _, tt := range []struct{ text, words string }{
		{"id,name\n1,a\n2,b,c\n", `line 3, column 5: the row has 3 values, the header has 2`},
		{"id;name\n1;a\n2;b;c\n", `Put a value that holds a semicolon in double quotes`},
		{"id\tname\n1\ta\n2\tb\tc\n", `Put a value that holds a tab in double quotes`},
		{"id,name\n1,a\n2\n", `line 3, column 2: the row has 1 value, the header has 2`},
		{"id,name\n1,Köln, Süd\n", `line 2, column 8: the row has 3 values`},
		{"name\nSales, EMEA\n", `line 2, column 7: the row has 2 values`},
		{"id,name\n1,\"a\nb\n", `line 2, column 3: the quote that opens here is never closed`},
		{"id,name\r\n1,\"a\"b\r\n", `line 2, column 6: text follows the quote`},
		{"id,name\n\"1\n2\",a\"b\n", `line 3, column 5: a quote stands inside a value`},
		{"id,name\n1, \"a\"\n", `line 2, column 4: a quote stands inside a value`},
		{"Sales\nEMEA\n", `the first line is no header with a column for the name; it has "Sales"`},
		{"id,SamAccountName\n1,x\n", `choose sAMAccountName with --ad-name`},
		{"uuid,log_type,date_time\n1,x,2\n", `dcli team logs`},
		{"id,\"na\nme\n", "line 1, column 4: the quote that opens here is never closed"},
		{"\x1b]0;evil\x07,b\n1,2\n", `"\x1b]0;evil\a"`},
		{"#TYPE x\n", "no header line"},
	} {
		refused(t, "g.csv", tt.text, tt.words)
	}
}

func TestNameAttribute(t *testing.T) {
	choose := func(name string) func(*migrate.Connection) {
		return func(c *migrate.Connection) { c.NameAttribute = name }
	}
	csv := "name,displayName,sAMAccountName\na,b,c\n"
	json := `[{"name":"a","displayName":"b","samAccountName":"c"}]`
	ldif := "dn: CN=a,DC=x\nname: a\ndisplayName: b\nsAMAccountName: c\n"
	for attribute, want := range map[string]string{"": "a", "name": "a", "displayName": "b", "sAMAccountName": "c"} {
		for file, text := range map[string]string{"g.csv": csv, "g.json": json, "g.ldif": ldif} {
			if got := namesOf(t, file, text, choose(attribute)); !slices.Equal(got, []string{want}) {
				t.Errorf("%s, attribute %q: got %q, want %q", file, attribute, got, want)
			}
		}
	}
	for file, text := range map[string]string{"g.csv": csv, "g.json": json, "g.ldif": ldif} {
		refused(t, file, text, "cn", choose("cn"))
		refused(t, file, text, `"mail"`, choose("mail"))
	}
}

func TestPlainFileHasNoNotes(t *testing.T) {
	for _, format := range []string{"csv", "ndjson", "ldif"} {
		groups, notes, err := read(t, "g", manyGroups(format, 3000))
		if err != nil || len(groups) != 3000 || len(notes) != 0 {
			t.Errorf("%s: %d groups, notes %q, %v", format, len(groups), notes, err)
		}
	}
}

func TestNotesAboutNames(t *testing.T) {
	_, notes, err := read(t, "g.csv", "id,name\n1,\n1,b\xe4r\n2,x\x00y\n")
	if err != nil {
		t.Fatal(err)
	}
	noted(t, notes, "1 group has an empty name")
	noted(t, notes, "1 group has an id that an earlier one has")
	noted(t, notes, "1 name is not UTF-8 and kept byte for byte")
	noted(t, notes, "1 name holds a NUL byte")
	groups, notes, err := read(t, "g.csv", "Name,name\na,b\n")
	if err != nil || groups[0].Name != "a" {
		t.Fatal(groups, err)
	}
	noted(t, notes, `two columns are called "Name"`)
	_, notes, _ = read(t, "g.csv", "id,name\n,a\n,b\n")
	if len(notes) != 0 {
		t.Errorf("a plain file has the notes %q", notes)
	}
}
