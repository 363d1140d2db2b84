package fix

import (
	"cmp"
	"context"
	"maps"

	"ad2scim/migrate"
)

// throughAD reports whether the name of a row can be changed through Active Directory: a directory sync makes it
// from displayName, and AD sync uses another attribute.
func (m *maker) throughAD(c chosen) bool {
	if c.side != migrate.SCIM || c.row.AD == nil || c.row.AD.ID == "" || m.options.ADName == migrate.DisplayName ||
		c.value != nil && *c.value != c.row.AD.Name {
		return false
	}
	o := m.plan.objects[objectOf(migrate.SCIM, c.row.SCIM.ID)]
	return o != nil && o.Authority != "" && o.ADAttribute == migrate.DisplayName
}

// readThroughAD reads the groups in Active Directory whose displayName would be changed, or counts them if
// Options.ThroughAD is off.
func (m *maker) readThroughAD(ctx context.Context, targets Targets, report migrate.Report) error {
	var wanted []reading
	for _, c := range m.chosen {
		switch {
		case !m.throughAD(c):
		case !m.options.ThroughAD:
			m.plan.Synced++
		case targets[migrate.AD] != nil:
			wanted = append(wanted, reading{migrate.AD, c.row.AD.ID})
		}
	}
	read, err := readObjects(ctx, wanted, targets, report)
	maps.Copy(m.plan.objects, read)
	return err
}

// addThroughAD plans to change displayName in Active Directory to the AD name.
func (m *maker) addThroughAD(c chosen) {
	group := c.row.AD
	f := Fix{
		Side: migrate.AD, Target: cmp.Or(group.Source, m.result.ADSource), ID: group.ID, DN: group.DN,
		Attribute: migrate.DisplayName, After: group.Name, ThroughAD: true,
		Why: "so that the directory sync gives the SCIM side the name in Active Directory",
	}
	o, asked := m.plan.objects[f.object()]
	switch {
	case !asked:
		m.left[unread("displayName in Active Directory")]++
		return
	case o == nil:
		m.left[gone]++
		return
	}
	f.DN, f.Version, f.Before = o.DN, o.Version, o.Names[migrate.DisplayName]
	switch {
	case f.Before == f.After:
		m.left[ofName("displayName in Active Directory is the name already: wait for the next sync cycle")]++
		return
	case cmp.Or(f.Before, o.Names[migrate.CommonName]) != c.row.SCIM.Name:
		m.left[ofName("name on the SCIM side isn't the displayName in Active Directory: wait for the next sync cycle, or check the sync rules")]++
		return
	}
	f.Kinds = kindsOf(f.Before, f.After)
	f.Why += difference(f.Kinds)
	f.Warnings = []string{
		"the display name changes wherever people see it, such as in the address book, Outlook and Teams",
		"the SCIM side gets the name with the next cycle of the directory sync (Entra Connect: every 30 minutes, or Start-ADSyncSyncCycle on its server): compare again after that",
	}
	m.plan.add(f)
}
