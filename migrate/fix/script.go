package fix

import (
	"fmt"
	"io"

	"ad2scim/migrate"
)

// ScriptForm is a format in which a plan is exported for somebody who has the rights to make its changes.
type ScriptForm string

// The formats. PowerShell and LDIF contain the changes in Active Directory, CSV those at the provider.
const (
	PowerShell ScriptForm = "powershell"
	LDIF       ScriptForm = "ldif"
	CSV        ScriptForm = "csv"
)

// ScriptForms returns the formats for changes on these sides.
func ScriptForms(sides ...migrate.Side) (forms []string) {
	for _, side := range sides {
		if side == migrate.AD {
			forms = append(forms, string(PowerShell), string(LDIF))
		} else {
			forms = append(forms, string(CSV))
		}
	}
	return forms
}

// WriteScript writes the changes of the plan in a format; see WritePowerShell, WriteLDIF and WriteCSV. An unknown
// format is an error.
func (p *Plan) WriteScript(w io.Writer, form ScriptForm) error {
	switch form {
	case PowerShell:
		return p.WritePowerShell(w)
	case LDIF:
		return p.WriteLDIF(w)
	case CSV:
		return p.WriteCSV(w)
	}
	return fmt.Errorf("there is no script of the form %q", form)
}
