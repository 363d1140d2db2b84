package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ad2scim/migrate"
)

// groupsOf makes groups whose ids are their positions.
func groupsOf(side string, names ...string) []migrate.Group {
	list := make([]migrate.Group, len(names))
	for i, n := range names {
		list[i] = migrate.Group{ID: fmt.Sprintf("%s%d", side, i), Name: n}
		if side == "a" {
			list[i].DN = fmt.Sprintf("CN=%s,OU=%d,DC=corp", n, i)
		}
	}
	return list
}

func compare(t *testing.T, ad, scim []migrate.Group, decisions ...Decision) *Result {
	t.Helper()
	r, err := Compare(t.Context(), ad, scim, Options{Decisions: decisions})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines tells the rows in short.
func lines(r *Result) []string {
	var out []string
	for _, row := range r.Rows {
		s := row.Status.String()
		if row.AD != nil {
			s += " " + row.AD.ID
		}
		if row.SCIM != nil {
			s += " " + row.SCIM.ID
		}
		if !row.Kinds.Empty() {
			s += " [" + row.Kinds.String() + "]"
		}
		for _, c := range row.Candidates() {
			s += " ?" + c.Group.ID
		}
		if row.VariantOf() != "" {
			s += " of " + row.VariantOf()
		}
		for _, n := range row.Near() {
			s += " ~" + n.Group.ID
		}
		if row.Decided {
			s += " decided"
		}
		out = append(out, s)
	}
	return out
}

func TestCompare(t *testing.T) {
	twins := groupsOf("s", "Sales", "Sales")
	twins[1].SetDetails(migrate.GroupDetails{ExternalID: "{6F9619FF-8B86-D011-B42D-00C04FC964FF}"})
	byID := groupsOf("a", "Sales")
	byID[0].ID = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
	immutable := groupsOf("s", "sales", "SALES")
	immutable[0].SetDetails(migrate.GroupDetails{ExternalID: "/xmWb4aLEdC0LQDAT8lk/w=="})
	for name, c := range map[string]struct {
		ad, scim  []migrate.Group
		decisions []Decision
		want      string
	}{
		"empty":       {nil, nil, nil, ""},
		"exact":       {groupsOf("a", "B", "A"), groupsOf("s", "A", "B"), nil, "exact a1 s0;exact a0 s1"},
		"empty names": {groupsOf("a", ""), groupsOf("s", ""), nil, "exact a0 s0"},
		"one side":    {groupsOf("a", "A"), nil, nil, "ad-only a0"},
		"folded": {
			groupsOf("a", "Sales EMEA"), groupsOf("s", "sales  emea"), nil,
			"differs a0 s0 [case, spacing]",
		},
		"variant": {
			groupsOf("a", "Sales"), groupsOf("s", "Sales", "sales "), nil,
			"exact a0 s0;scim-only s1 of Sales",
		},
		"better wins": {
			groupsOf("a", "Sales"), groupsOf("s", "sales", "SALES "), nil,
			"scim-only s1 of Sales;differs a0 s0 [case]",
		},
		"typo loses": {
			groupsOf("a", "Marketing"), groupsOf("s", "marketing", "Marketting"), nil,
			"differs a0 s0 [case];scim-only s1",
		},
		"no single best": {
			groupsOf("a", "Sales"), groupsOf("s", "sales", "SALES"), nil,
			"conflict s1 ?a0;conflict a0 ?s1 ?s0;conflict s0 ?a0",
		},
		"as many kinds": {
			groupsOf("a", "Sales"), groupsOf("s", "sales", "Sales "), nil,
			"conflict a0 ?s0 ?s1;conflict s0 ?a0;conflict s1 ?a0",
		},
		"best for all": {
			groupsOf("a", "Sales", "sales  "), groupsOf("s", "SALES", "sales "), nil,
			"differs a0 s0 [case];differs a1 s1 [spacing]",
		},
		"fewer kinds": {
			groupsOf("a", "Müller Süd"), groupsOf("s", "mueller sued", "Muller Sud"), nil,
			"scim-only s0 of Müller Süd;differs a0 s1 [accents]",
		},
		"accents one way": {
			groupsOf("a", "Muller", "Mueller"), groupsOf("s", "Müller"), nil,
			"conflict a0 ?s0;conflict a1 ?s0;conflict s0 ?a1 ?a0",
		},
		"plain letters": {groupsOf("a", "Mueller"), groupsOf("s", "Muller"), nil, "ad-only a0 ~s0;scim-only s0 ~a0"},
		"another person": {
			groupsOf("a", "Team Schmidt"), groupsOf("s", "Team Schmitt"), nil,
			"ad-only a0 ~s0;scim-only s0 ~a0",
		},
		"another word": {
			groupsOf("a", "Lieferung"), groupsOf("s", "Lieferant"), nil,
			"ad-only a0 ~s0;scim-only s0 ~a0",
		},
		"twins alone": {groupsOf("a", "Sales", "Sales"), nil, nil, "conflict a0 ?a1;conflict a1 ?a0"},
		"twins": {
			groupsOf("a", "Sales", "Sales"), groupsOf("s", "Sales"), nil,
			"conflict a0 ?s0 ?a1;conflict a1 ?s0 ?a0;conflict s0 ?a0 ?a1",
		},
		"twins and variant": {
			groupsOf("a", "Sales", "Sales"), groupsOf("s", "sales"), nil,
			"conflict a0 ?s0 ?a1;conflict a1 ?s0 ?a0;conflict s0 ?a0 ?a1",
		},
		"provisioned twice": {
			groupsOf("a", "Sales"), groupsOf("s", "Sales", "Sales"), nil,
			"conflict a0 ?s0 ?s1;conflict s0 ?a0;conflict s1 ?a0",
		},
		"id breaks the tie": {byID, twins, nil, "exact 6f9619ff-8b86-d011-b42d-00c04fc964ff s1;scim-only s0 of Sales"},
		"immutable id": {
			byID, immutable, nil,
			"scim-only s1 of Sales;differs 6f9619ff-8b86-d011-b42d-00c04fc964ff s0 [case]",
		},
		"id alone": {
			byID, groupsOf("s", "Payroll"), nil,
			"scim-only s0;ad-only 6f9619ff-8b86-d011-b42d-00c04fc964ff",
		},
		"similar": {groupsOf("a", "Marketing"), groupsOf("s", "Marketting"), nil, "differs a0 s0 [similar]"},
		"numbers": {groupsOf("a", "Team 1"), groupsOf("s", "Team 11"), nil, "ad-only a0;scim-only s0"},
		"decided": {
			groupsOf("a", "Sales"), groupsOf("s", "sales", "SALES"),
			[]Decision{{ADID: "a0", SCIMID: "s1"}},
			"scim-only s0 of Sales;differs a0 s1 [case] decided",
		},
		"decided by name": {
			groupsOf("a", "Sales"), groupsOf("s", "Vertrieb"),
			[]Decision{{ADName: "Sales", SCIMName: "Vertrieb"}},
			"differs a0 s0 [renamed] decided",
		},
		"apart": {
			groupsOf("a", "Sales"), groupsOf("s", "sales", "SALES"),
			[]Decision{{ADID: "a0", SCIMID: "s1", Apart: true}},
			"scim-only s1;differs a0 s0 [case]",
		},
		"apart though exact": {
			groupsOf("a", "Sales"), groupsOf("s", "Sales"),
			[]Decision{{ADID: "a0", SCIMID: "s0", Apart: true}},
			"ad-only a0;scim-only s0",
		},
		"later decision": {
			groupsOf("a", "Sales"), groupsOf("s", "Verkauf"),
			[]Decision{{ADID: "a0", SCIMID: "s0", Apart: true}, {ADID: "a0", SCIMID: "s0"}},
			"differs a0 s0 [renamed] decided",
		},
		"words in use": {groupsOf("a", "Kontor A", "Kantor A", "Kontor Bergamo"), groupsOf("s", "Kontor A", "Kantor A",
			"Kantor Bergamo"), nil, "exact a1 s1;scim-only s2 ~a2;exact a0 s0;ad-only a2 ~s2"},
		"two typos of one": {
			groupsOf("a", "Marketing"), groupsOf("s", "Marketnig", "Mraketing"), nil,
			"conflict a0 ?s0 ?s1;conflict s0 ?a0;conflict s1 ?a0",
		},
		"bytes": {
			groupsOf("a", "Sales\xff"), groupsOf("s", "Sales\ufffd", "sales\xff"), nil,
			"differs a0 s1 [case];scim-only s0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(compare(t, c.ad, c.scim, c.decisions...))
			want := strings.Split(c.want, ";")
			if c.want == "" {
				want = nil
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), strings.Join(want, "; "))
			}
		})
	}
}
