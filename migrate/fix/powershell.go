package fix

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"slices"

	"ad2scim/migrate"
	"ad2scim/migrate/fix/psquote"
)

// scriptHead is the constant part of the script.
//
//go:embed rename.ps1
var scriptHead string

// WritePowerShell writes the changes in Active Directory as a script for PowerShell 3.0 or later with the
// ActiveDirectory module, for somebody with the rights to make them. Without -Apply it only says what it would do.
// It finds each group by its objectGUID and skips objects that have changed since the plan was made. The script is
// pure ASCII. WritePowerShell returns BadInput if the plan has no change in Active Directory, or has a name that
// isn't valid UTF-8.
func (p *Plan) WritePowerShell(w io.Writer) error {
	steps, err := p.scriptSteps(migrate.AD, "PowerShell")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	out.WriteString(scriptHead)
	domain := ""
	for _, s := range steps {
		if own := domainOf(s.fix.DN); own != domain && severalDomains(steps) {
			quoted, err := psquote.Quote(own)
			if err != nil {
				return notInScript(s.fix, err)
			}
			fmt.Fprintf(out, "Use-Domain %s\n", quoted)
			domain = own
		}
		fmt.Fprintf(out, "Set-GroupName -Fix %d", s.fix.Number)
		for _, argument := range [][2]string{
			{"Id", s.fix.ID},
			{"Attribute", string(s.fix.Attribute)},
			{"From", s.From},
			{"To", s.To},
		} {
			quoted, err := psquote.Quote(argument[1])
			if err != nil {
				return notInScript(s.fix, err)
			}
			fmt.Fprintf(out, " -%s %s", argument[0], quoted)
		}
		out.WriteString("\n")
	}
	out.WriteString("Complete-Run\n")
	return out.Flush()
}

// severalDomains reports whether the groups are in more than one domain. A domain controller only finds those of
// its own.
func severalDomains(steps []scriptStep) bool {
	return slices.ContainsFunc(steps, func(s scriptStep) bool { return domainOf(s.fix.DN) != domainOf(steps[0].fix.DN) })
}

// scriptStep is a step with its fix.
type scriptStep struct {
	Step
	fix Fix
}

// scriptSteps returns the steps on one side, in order.
func (p *Plan) scriptSteps(side migrate.Side, kind string) ([]scriptStep, error) {
	byNumber := map[int]Fix{}
	for _, f := range p.Fixes {
		byNumber[f.Number] = f
	}
	var list []scriptStep
	for _, s := range p.Steps() {
		if f := byNumber[s.Fix]; f.Side == side {
			list = append(list, scriptStep{s, f})
		}
	}
	if len(list) == 0 {
		where := "in Active Directory"
		if side == migrate.SCIM {
			where = "on the SCIM side"
		}
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "there is nothing to write as " + kind,
			Why:      "the plan changes nothing " + where,
			Remedies: migrate.Remedies{{Kind: migrate.RemedyOtherSide}},
		}
	}
	return list, nil
}

func notInScript(f Fix, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: fmt.Sprintf("fix %d cannot be written as a script", f.Number),
		Why:  err.Error(),
		Next: "leave it out of the plan, or give another name", Err: err,
	}
}
