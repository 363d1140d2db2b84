package groupfile

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"ad2scim/migrate"
)

const entraGroups = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"

// response is a SAML 2.0 response with these attribute statements.
func response(statements ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
`)
	for _, s := range statements {
		b.WriteString(`  <Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Subject><NameID>ada@example.com</NameID></Subject><AttributeStatement>` + s + `</AttributeStatement></Assertion>
`)
	}
	b.WriteString(`</samlp:Response>`)
	return b.String()
}

func attribute(name string, values ...string) string {
	s := `<Attribute Name="` + name + `">`
	for _, v := range values {
		s += `<AttributeValue>` + v + `</AttributeValue>`
	}
	return s + `</Attribute>`
}

func deflated(text string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	w.Write([]byte(text))
	w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestSAMLForms(t *testing.T) {
	xml := response(attribute("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "ada@example.com") +
		attribute(entraGroups, "Sales EMEA ", "R&amp;D &#x3e;&lt;!--", "C# Devs", "Back\\slash"))
	want := []string{"Sales EMEA ", "R&D ><!--", "C# Devs", "Back\\slash"}
	b64 := base64.StdEncoding.EncodeToString([]byte(xml))
	var wrapped strings.Builder
	for i := 0; i < len(b64); i += 76 {
		wrapped.WriteString("  " + b64[i:min(i+76, len(b64))] + "\r\n")
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(xml, "UTF-8",
		"utf-16", 1))
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"XML":               xml,
		"XML in UTF-16":     utf16,
		"base64":            b64,
		"base64 in lines":   wrapped.String(),
		"base64 of UTF-16":  base64.StdEncoding.EncodeToString([]byte(utf16)),
		"URL alphabet":      base64.RawURLEncoding.EncodeToString([]byte(xml)),
		"percent-encoded":   url.QueryEscape(b64),
		"a form":            "RelayState=x&SAMLResponse=" + url.QueryEscape(b64) + "&x=y",
		"a decoded form":    "SAMLResponse=" + b64,
		"plus as blank":     strings.ReplaceAll(b64, "+", " "),
		"deflated":          deflated(xml),
		"an address":        "https://sp.example.com/acs?SAMLResponse=" + url.QueryEscape(deflated(xml)) + "&RelayState=x",
		"a byte order mark": "\xef\xbb\xbf" + xml,
	} {
		for _, file := range []string{"r.xml", "r.b64", "r.txt"} {
			if got := namesOf(t, file, text); !slices.Equal(got, want) {
				t.Errorf("%s: got %q", what, got)
			}
		}
	}
	latin := strings.Replace(response(attribute("groups", "M\xfcnchen")), "UTF-8", "ISO-8859-1", 1)
	if got := namesOf(t, "r.xml", latin); !slices.Equal(got, []string{"München"}) {
		t.Errorf("ISO-8859-1: got %q", got)
	}
}

func TestSAMLAttributeIsRecognized(t *testing.T) {
	for _, name := range []string{
		entraGroups, "http://schemas.xmlsoap.org/claims/Group", "groups", "Groups", "memberOf",
		"MEMBEROF", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "user_groups", " groups",
	} {
		if got := namesOf(t, "r.xml", response(attribute("mail", "x")+attribute(name, "a"))); !slices.Equal(got,
			[]string{"a"}) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	friendly := response(
		`<Attribute Name="urn:x:1" FriendlyName="memberOf"><AttributeValue>a</AttributeValue></Attribute>`)
	if got := namesOf(t, "r.xml", friendly); !slices.Equal(got, []string{"a"}) {
		t.Errorf("friendly name: got %q", got)
	}
	old := `<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol"><Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"><AttributeStatement><Attribute AttributeName="Group" AttributeNamespace="http://schemas.xmlsoap.org/claims"><AttributeValue>a</AttributeValue></Attribute></AttributeStatement></Assertion></Response>`
	if got := namesOf(t, "r.xml", old); !slices.Equal(got, []string{"a"}) {
		t.Errorf("SAML 1.1: got %q", got)
	}
	two := response(attribute("teams", "a") + attribute("groups", "b") + attribute("memberOf", "c"))
	refused(t, "r.xml", two, `more than one attribute may hold groups: "groups", "memberOf"`)
	refused(t, "r.xml", response(attribute("mail", "a")+attribute("teams", "a")), `it has "mail", "teams"`)
	refused(t, "r.xml", response(""), `no attributes at all`)
	for _, want := range []string{"teams", "TEAMS"} {
		if got := namesOf(t, "r.xml", two, func(c *migrate.Connection) { c.SAMLAttribute = want }); !slices.Equal(got,
			[]string{"a"}) {
			t.Errorf("attribute %s: got %q", want, got)
		}
	}
	exact := response(attribute("Teams", "x") + attribute("teams", "a") + attribute("TEAMS", "x"))
	if got := namesOf(t, "r.xml", exact, func(c *migrate.Connection) { c.SAMLAttribute = "teams" }); !slices.Equal(got,
		[]string{"a"}) {
		t.Errorf("the very name: got %q", got)
	}
	refused(t, "r.xml", two, `it has no attribute "role"`, func(c *migrate.Connection) { c.SAMLAttribute = "role" })
}

func TestSAMLNotes(t *testing.T) {
	for _, tt := range []struct {
		xml   string
		want  []string
		notes string
	}{
		{response(attribute("groups", "a")), []string{"a"}, "signature was not checked"},
		{response(attribute("groups", "a")), []string{"a"}, "only the groups of the person who signed in"},
		{response(attribute("groups", "a", "b", "a")), []string{"a", "b"}, "1 value repeats"},
		{response(attribute("groups", "a"), attribute("groups", "b")), []string{"a", "b"}, "holds 2 assertions"},
		{
			response(attribute("groups", "5d0c1a7e-8f0b-4c55-9a2e-1f2e3d4c5b6a")),
			[]string{"5d0c1a7e-8f0b-4c55-9a2e-1f2e3d4c5b6a"},
			"an object id in place of a name: at Entra",
		},
		{response(attribute("groups", "S-1-5-21-1-2-3-512")), []string{"S-1-5-21-1-2-3-512"}, "security identifier"},
		{
			response(attribute("groups", "CN=a,OU=b,DC=c")),
			[]string{"CN=a,OU=b,DC=c"},
			"a distinguished name in place of a name",
		},
		{response(attribute("groups", "\n   a\n  ")), []string{"\n   a\n  "}, "begins with a line break"},
		{response(attribute("groups", "a") + "<EncryptedAttribute/>"), []string{"a"}, "a part of the response is encrypted"},
		{response(attribute("groups")), nil, "has no value"},
		{response(attribute("groups", "")), []string{""}, "1 group has an empty name"},
		{response(attribute("groups", "Sales<!-- x --> EMEA", "<![CDATA[<b> ]]>")), []string{"Sales EMEA", "<b> "}, ""},
		{response(attribute("groups", "<x>a</x>")), []string{"a"}, ""},
		{response(`<Attribute Name="groups"><AttributeValue xsi:nil="true"/></Attribute>`), nil, ""},
		{response(attribute("groups", "a")) + "<!-- end -->", []string{"a"}, ""},
	} {
		groups, notes, err := read(t, "r.xml", tt.xml)
		var names []string
		for _, g := range groups {
			names = append(names, g.Name)
		}
		if err != nil || !slices.Equal(names, tt.want) {
			t.Errorf("got %q, %v, want %q", names, err, tt.want)
		}
		noted(t, notes, tt.notes)
	}
}

func TestSAMLRefused(t *testing.T) {
	link := attribute(" http://schemas.microsoft.com/claims/groups.link",
		"https://graph.windows.net/x/users/y/getMemberObjects")
	refused(t, "r.xml", response(attribute("mail", "a")+link),
		"Entra left the groups out, because the user is in more than 150")
	refused(t, "r.xml", response(link), "more than 150", func(c *migrate.Connection) { c.SAMLAttribute = entraGroups })
	refused(t, "r.xml", `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/></Response>`, "its assertion is encrypted")
	refused(t, "r.xml", `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><Status><StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></Status></Response>`, `the sign-in failed ("Responder")`)
	refused(t, "r.xml", "<md:EntityDescriptor xmlns:md=\"x\"/>", "no SAML assertion")
	refused(t, "r.xml", "<a>\n <b></a>", "line 2, column 9: ")
	refused(t, "r.xml", "<a>\n <b>", "line 2, column ")
	refused(t, "r.b64", base64.StdEncoding.EncodeToString([]byte("<a>\n <b>"+strings.Repeat("x", 64))),
		"in the XML inside: line 2, column ")
	refused(t, "r.xml", `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>x</a>`, "document type declaration")
	refused(t, "r.xml", `<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>`, "invalid character entity")
	refused(t, "r.xml", strings.Repeat("<a>", 200)+strings.Repeat("</a>", 200), "nested too deep")
	refused(t, "r.xml", "<?xml version=\"1.0\" encoding=\"klingon\"?><a/>", "klingon")
	refused(t, "r.txt", "no response", "neither XML nor base64", format("saml"))
}

func TestSAMLBombIsNotUnpacked(t *testing.T) {
	if testing.Short() {
		t.Skip("not under -short: packs and unpacks 64 MiB")
	}
	bomb := deflated("<a>" + strings.Repeat(" ", 2*maxXML) + "</a>")
	refused(t, "r.b64", bomb, "the XML is larger than 32 MiB")
}
