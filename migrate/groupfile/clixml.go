package groupfile

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// powerShellObjects reads the groups from objects that PowerShell wrote as XML: by Export-Clixml (MS-PSRP section
// 2.2.5, elements Obj, Props and MS), or by ConvertTo-Xml (elements Object and Property).
func (d *document) powerShellObjects(root *etree.Element) (*content, error) {
	wanted, problem := d.wantedNames()
	if problem != nil {
		return nil, problem
	}
	c := &content{}
	left := others{}
	named := false
	for _, e := range root.ChildElements() {
		var v record
		if properties := propertiesOf(e); len(properties) > 0 {
			for _, p := range properties {
				if f := fieldOf(p.SelectAttrValue("N", p.SelectAttrValue("Name", ""))); f != noField && !v.has(f) {
					v.set(f, propertyText(p))
				}
			}
		} else {
			v.set(nameField, unescapeCLIXML(e.Text()))
		}
		if kind := v.objectKind(); kind != "" {
			left[kind]++
			continue
		}
		g, has := v.group(wanted)
		named = named || has
		c.groups = append(c.groups, g)
	}
	switch {
	case len(c.groups) == 0 && left.total() > 0:
		return nil, left.refused(d)
	case len(c.groups) > 0 && !named:
		return nil, d.unfit("no object in it has a name", "export the groups with their Name and ObjectGUID")
	}
	left.note(d)
	return c, nil
}

// propertiesOf returns the elements that hold an object's properties.
func propertiesOf(e *etree.Element) []*etree.Element {
	if e.Tag == "Object" {
		return e.SelectElements("Property")
	}
	var list []*etree.Element
	for _, bag := range e.ChildElements() {
		if bag.Tag == "Props" || bag.Tag == "MS" {
			list = append(list, bag.ChildElements()...)
		}
	}
	return list
}

// propertyText returns a property's value: its text, the property Value of an object inside it (a
// SecurityIdentifier), or the last element of a list.
func propertyText(p *etree.Element) string {
	for _, inner := range propertiesOf(p) {
		if inner.SelectAttrValue("N", "") == "Value" {
			return unescapeCLIXML(inner.Text())
		}
	}
	if list := p.SelectElement("LST"); list != nil {
		if items := list.ChildElements(); len(items) > 0 {
			return unescapeCLIXML(items[len(items)-1].Text())
		}
	}
	if items := p.SelectElements("Property"); len(items) > 0 {
		return items[len(items)-1].Text()
	}
	var text strings.Builder
	charData(p, &text)
	return unescapeCLIXML(text.String())
}

// unescapeCLIXML resolves the escapes _xHHHH_ of UTF-16 units, which CLIXML uses for control characters and for an
// underscore before an x (MS-PSRP section 2.2.5.3.2).
func unescapeCLIXML(text string) string {
	const length = len("_x000A_")
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text)-i < length {
			b.WriteString(text)
			return b.String()
		}
		unit, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err != nil || text[i+6] != '_' {
			b.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		b.WriteString(text[:i])
		text = text[i+length:]
		b.WriteString(clixmlUnit(rune(unit), &text))
	}
}

// clixmlUnit returns the UTF-8 form of a UTF-16 unit, and reads the second half of a surrogate pair from the
// following escape.
func clixmlUnit(unit rune, rest *string) string {
	if utf8.ValidRune(unit) {
		return string(unit)
	}
	next := *rest
	if len(next) >= 7 && strings.HasPrefix(next, "_x") && next[6] == '_' {
		if second, err := strconv.ParseUint(next[2:6], 16, 16); err == nil {
			if pair := utf16.DecodeRune(unit, rune(second)); pair != utf8.RuneError {
				*rest = next[7:]
				return string(pair)
			}
		}
	}
	return loneSurrogate(unit)
}
