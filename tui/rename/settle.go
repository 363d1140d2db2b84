package rename

import (
	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate"
	"ad2scim/migrate/diff"
)

// opposite lists the candidates of a row on the other side, without its twins.
func opposite(row *diff.Row) []diff.Candidate {
	other := migrate.SCIM
	if row.AD == nil {
		other = migrate.AD
	}
	var list []diff.Candidate
	for _, c := range row.Candidates {
		if c.Side == other && c.Group != nil {
			list = append(list, c)
		}
	}
	return list
}

// settle takes the candidate under the cursor for the row's partner; the line
// after the last one says that it has none.
func (f *Fixes) settle() tea.Cmd {
	i, row, list := f.table.Cursor(), f.of, f.other
	f.show(choosing)
	if i < 0 {
		return nil
	}
	pair := func(other *migrate.Group) (ad, scim *migrate.Group) {
		if row.AD != nil {
			return row.AD, other
		}
		return other, row.SCIM
	}
	if i < len(list) {
		ad, scim := pair(list[i].Group)
		return f.session.Decide(pairText(ad, scim)+" are made a pair", diff.Decision{ADID: ad.ID, ADName: ad.Name, SCIMID: scim.ID, SCIMName: scim.Name})
	}
	var all []diff.Decision
	for _, c := range list {
		ad, scim := pair(c.Group)
		all = append(all, apart(ad, scim))
	}
	own := row.AD
	if own == nil {
		own = row.SCIM
	}
	return f.session.Decide(migrate.Quote(own.Name)+" has no partner among those that could be it", all...)
}

func pairText(ad, scim *migrate.Group) string {
	return migrate.Quote(ad.Name) + " in AD and the provisioned " + migrate.Quote(scim.Name)
}

func apart(ad, scim *migrate.Group) diff.Decision {
	return diff.Decision{ADID: ad.ID, ADName: ad.Name, SCIMID: scim.ID, SCIMName: scim.Name, Apart: true}
}
