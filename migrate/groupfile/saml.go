package groupfile

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/htmlindex"

	"ad2scim/migrate"
)

// The namespaces of assertions in SAML 2.0 and 1.1.
const (
	saml2 = "urn:oasis:names:tc:SAML:2.0:assertion"
	saml1 = "urn:oasis:names:tc:SAML:1.0:assertion"
)

// samlAttribute is one attribute with its values from all assertions.
type samlAttribute struct {
	name, friendly string
	values         []string
}

// samlResponse is the content of a response.
type samlResponse struct {
	assertions int
	encrypted  int
	status     string // the status code if it isn't Success
	attributes []*samlAttribute
}

// readXML reads a SAML response, in any form in which a browser or a recorded sign-in contains it, or the XML form
// of PowerShell objects.
func readXML(d *document) (*content, error) {
	text, ok := unwrapSAML(d.text)
	if strings.HasPrefix(strings.TrimSpace(d.text), "{") {
		var responses int
		text, responses = samlFromTrace(d.text)
		ok = responses > 0
		if responses > 1 {
			d.notef("the recording holds %d SAML responses: the last one counts", responses)
		}
	}
	if !ok {
		return nil, d.unfit("it is neither XML nor base64 that holds XML",
			"save the value of SAMLResponse from the browser's developer tools (Network, the POST to the service provider)")
	}
	inner := &document{ctx: d.ctx, conn: d.conn}
	if problem := inner.decode(text); problem != nil {
		return nil, problem
	}
	root, err := parseXML(inner, inner.text != d.text)
	if err != nil {
		return nil, err
	}
	switch root.Tag {
	case "Objs", "Objects":
		return d.powerShellObjects(root)
	}
	var r samlResponse
	r.walk(root)
	chosen, problem := d.chooseAttribute(&r)
	if problem != nil {
		return nil, problem
	}
	return &content{groups: d.samlGroups(&r, chosen), oneUser: true}, nil
}

// parseXML parses XML without a document type, so that it has no entities except the five of XML itself, and with
// limits for size and depth.
func parseXML(d *document, unwrapped bool) (*etree.Element, error) {
	const next = "save the response again: it may be cut off or changed"
	if len(d.text) > maxXML {
		return nil, d.unfit("the XML is larger than 32 MiB", "save one SAML response alone")
	}
	where := ""
	if unwrapped {
		where = "in the XML inside: "
	}
	doc := etree.NewDocument()
	doc.ReadSettings = etree.ReadSettings{CharsetReader: charset, MaxDepth: 128}
	if err := doc.ReadFromString(d.text); err != nil {
		line, column, why := xmlFault(d.text)
		if errors.Is(err, etree.ErrMaxDepth) {
			why = "elements are nested too deep"
		}
		return nil, d.unfit(fmt.Sprintf("%sline %d, column %d: %s", where, line, column, why), next)
	}
	for _, t := range doc.Child {
		if _, ok := t.(*etree.Directive); ok {
			return nil, d.unfit("the XML has a document type declaration, which a SAML response never has", next)
		}
	}
	if doc.Root() == nil {
		return nil, d.unfit("the XML is empty", next)
	}
	return doc.Root(), nil
}

// xmlFault returns where text isn't valid XML and why.
func xmlFault(text string) (line, column int, why string) {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.CharsetReader = charset
	for {
		_, err := dec.Token()
		if err == nil {
			continue
		}
		line, column = dec.InputPos()
		var syntax *xml.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return line, column, migrate.Quote(syntax.Msg)
		case errors.Is(err, io.EOF):
			return line, column, "the XML is not complete"
		}
		return line, column, migrate.Quote(err.Error())
	}
}

// charset decodes the encoding in the XML declaration. UTF-16 has already been decoded.
func charset(label string, in io.Reader) (io.Reader, error) {
	if l := strings.ToLower(label); strings.HasPrefix(l, "utf-16") || l == "unicode" {
		return in, nil
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("the encoding %q is not known", label)
	}
	return enc.NewDecoder().Reader(in), nil
}

// walk collects assertions and their attributes below e.
func (r *samlResponse) walk(e *etree.Element) {
	switch e.Tag {
	case "Assertion":
		if ns := e.NamespaceURI(); ns == saml2 || ns == saml1 {
			r.assertions++
		}
	case "EncryptedAssertion", "EncryptedAttribute":
		r.encrypted++
		return
	case "StatusCode":
		if code := e.SelectAttrValue("Value", ""); r.status == "" && !strings.HasSuffix(code, ":Success") && code != "" {
			r.status = code[strings.LastIndexByte(code, ':')+1:]
		}
	case "Attribute":
		if ns := e.NamespaceURI(); ns == saml2 || ns == saml1 {
			r.attribute(e)
		}
		return
	}
	for _, child := range e.ChildElements() {
		r.walk(child)
	}
}

func (r *samlResponse) attribute(e *etree.Element) {
	name := e.SelectAttrValue("Name", "")
	if name == "" { // in SAML 1.1
		name = e.SelectAttrValue("AttributeName", "")
		if ns := e.SelectAttrValue("AttributeNamespace", ""); ns != "" {
			name = strings.TrimSuffix(ns, "/") + "/" + name
		}
	}
	var a *samlAttribute
	for _, have := range r.attributes {
		if have.name == name {
			a = have
		}
	}
	if a == nil {
		a = &samlAttribute{name: name, friendly: e.SelectAttrValue("FriendlyName", "")}
		r.attributes = append(r.attributes, a)
	}
	for _, v := range e.ChildElements() {
		if v.Tag == "AttributeValue" && v.SelectAttrValue("nil", "") != "true" {
			var text strings.Builder
			charData(v, &text)
			a.values = append(a.values, text.String())
		}
	}
}

// charData writes all text in e, including text after a comment: stopping there would shorten a name.
func charData(e *etree.Element, to *strings.Builder) {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.CharData:
			to.WriteString(t.Data)
		case *etree.Element:
			charData(t, to)
		}
	}
}
