package fix

import (
	"bufio"
	"encoding/base64"
	"io"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/fix/psquote"
)

// WriteLDIF writes the changes in Active Directory as LDIF (RFC 2849) for ldapmodify or ldifde -i. A group is
// identified by its DN, which changes with its common name, so the records must be run completely and in order. A
// record fails if displayName or sAMAccountName isn't the planned value. WriteLDIF returns BadInput if the plan has
// no change in Active Directory, or has a name that isn't valid UTF-8.
func (p *Plan) WriteLDIF(w io.Writer) error {
	steps, err := p.scriptSteps(migrate.AD, "LDIF")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	moved := map[object]string{} // the DN of an object after earlier records
	for _, s := range steps {
		if !utf8.ValidString(s.From) || !utf8.ValidString(s.To) {
			return notInScript(s.fix, psquote.ErrInvalid)
		}
		dn, has := moved[s.fix.object()]
		if !has {
			dn = s.fix.DN
		}
		line(out, "dn", dn)
		if s.fix.Attribute == migrate.CommonName {
			after := renamed(dn, s.To)
			rdn, _ := splitDN(after)
			line(out, "changetype", "modrdn")
			line(out, "newrdn", rdn)
			line(out, "deleteoldrdn", "1")
			moved[s.fix.object()] = after
		} else {
			modify(out, string(s.fix.Attribute), s.From, s.To)
		}
		out.WriteString("\n")
	}
	return out.Flush()
}

// modify deletes the expected value and adds the new one in one operation (RFC 4511 section 4.6), which fails if
// the expected value is missing.
func modify(out *bufio.Writer, attribute, from, to string) {
	line(out, "changetype", "modify")
	if from != "" {
		line(out, "delete", attribute)
		line(out, attribute, from)
		out.WriteString("-\n")
	}
	if to != "" {
		line(out, "add", attribute)
		line(out, attribute, to)
		out.WriteString("-\n")
	}
}

// line writes one line, with the value in base64 if RFC 2849 requires it or an editor might change it.
func line(out *bufio.Writer, name, value string) {
	out.WriteString(name)
	if safe(value) {
		out.WriteString(": " + value + "\n")
		return
	}
	out.WriteString(":: " + base64.StdEncoding.EncodeToString([]byte(value)) + "\n")
}

// safe reports whether a value needs no base64: SAFE-STRING of RFC 2849, without control characters and without a
// space at the end.
func safe(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' || c > '~' {
			return false
		}
	}
	if value == "" {
		return true
	}
	first, last := value[0], value[len(value)-1]
	return first != ' ' && first != ':' && first != '<' && last != ' '
}
