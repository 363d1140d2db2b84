package diff

import (
	"fmt"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// Shared is what all names of one side have in common and the other side doesn't have.
type Shared string

// The kinds of side-wide differences.
const (
	SharedPrefix  Shared = "prefix"  // every name begins with Value
	SharedSuffix  Shared = "suffix"  // every name ends with Value
	SharedCut     Shared = "cut"     // names end after as many characters as Value says
	SharedPadding Shared = "padding" // every name begins or ends with white space
	SharedCharset Shared = "charset" // letters beyond ASCII were lost, or encoded twice
)

// SideWide is a difference that all names of one side have, in addition to other differences
// within a pair. It is repaired at the source, not group by group.
type SideWide struct {
	What   Shared
	Side   migrate.Side
	Value  string
	Groups int // number of groups of the side that have it
}

// The values of SharedCharset.
const (
	lostLetters  = "?"
	encodedTwice = "UTF-8 read as Windows-1252"
)

// Title says what the side has in common, in one sentence.
func (w SideWide) Title() string {
	side, value := map[migrate.Side]string{migrate.AD: "AD", migrate.SCIM: "provisioned"}[w.Side], names.Visible(w.Value)
	switch w.What {
	case SharedPrefix:
		return fmt.Sprintf("All %d %s names begin with “%s”.", w.Groups, side, value)
	case SharedSuffix:
		return fmt.Sprintf("All %d %s names end with “%s”.", w.Groups, side, value)
	case SharedCut:
		return fmt.Sprintf("Longer %s names are cut after %s characters: %s.", side, value, groups(w.Groups))
	case SharedPadding:
		return fmt.Sprintf("All %d %s names are padded with white space.", w.Groups, side)
	}
	if w.Value == lostLetters {
		return fmt.Sprintf("Letters are lost in the %s names: “?” stands in their place in %s.", side, groups(w.Groups))
	}
	return fmt.Sprintf("The %s names are encoded twice (%s): %s.", side, value, groups(w.Groups))
}

func groups(n int) string { return render.Count(n, "group", "groups") }

// Remedy says how to repair it at the source, in one sentence.
func (w SideWide) Remedy() string {
	value := names.Visible(w.Value)
	switch {
	case w.What == SharedCharset:
		return "Export the list again as UTF-8; in Windows PowerShell 5.1, add -Encoding UTF8 to Export-Csv."
	case w.What == SharedPadding:
		return "Remove the white space where the list is exported or the group name is mapped."
	case w.What == SharedCut && w.Side == migrate.SCIM:
		return "Change the attribute mapping at the identity provider to an attribute that holds the whole name."
	case w.What == SharedCut:
		return "Compare the attribute of Active Directory that holds the whole name; sAMAccountName and exports can be shorter."
	case w.Side == migrate.AD:
		return fmt.Sprintf("Compare the attribute of Active Directory that has no “%s”, or export the list without it.",
			value)
	case w.isDomain():
		return fmt.Sprintf("Change the format of the group claim at the identity provider to the group name without the domain “%s” "+
			"(in Entra ID, sAMAccountName without NetbiosDomain or DNSDomain).", value)
	}
	return fmt.Sprintf("Change the attribute mapping or the push rule at the identity provider so that it does not add “%s”.", value)
}

// isDomain reports whether the prefix is a domain and nothing more.
func (w SideWide) isDomain() bool {
	domain, rest := cutDomain(w.Value)
	return w.What == SharedPrefix && domain != "" && rest == ""
}
