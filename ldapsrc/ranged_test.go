package ldapsrc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// bigGroup stands in for a domain controller that limits attributes to MaxValRange (MS-ADTS section 3.1.1.3.1.3.3),
// which Samba doesn't. change may modify the answers.
type bigGroup struct {
	members int
	usn     int
	cut     int
	asked   []string
	change  func(g *bigGroup, from int, name string, values []string) (string, []string)
}

const bigID = "00000000-0000-0000-0000-000000000001"

func (g *bigGroup) answer(r *ber.Packet) []*ber.Packet {
	op := r.Children[1]
	filter, err := ldap.DecompileFilter(op.Children[6])
	if err != nil {
		return nil
	}
	end := searchDone(r, 0, "", "")
	if strings.Contains(filter, "distinguishedName=") {
		var answers []*ber.Packet
		for _, term := range op.Children[6].Children {
			dn := term.Children[1].Data.String()
			name := strings.TrimPrefix(strings.Split(dn, ",")[0], "CN=")
			n, _ := strconv.Atoi(strings.TrimPrefix(name, "u"))
			answers = append(answers, entry(r, dn, attribute{"name", []string{name}},
				attribute{"objectClass", []string{"top", "user"}},
				attribute{"objectGUID", []string{fmt.Sprintf("%016d", n)}}))
		}
		return append(answers, end)
	}
	attributes := []attribute{
		{"objectGUID", []string{string(append(make([]byte, 15), 1))}},
		{"uSNChanged", []string{strconv.Itoa(g.usn)}},
	}
	for _, a := range op.Children[7].Children {
		wanted := a.Data.String()
		from := 0
		if r, ok := parseRange(wanted, "member"); ok {
			from = r.low
		} else if wanted != "member" {
			continue
		}
		g.asked = append(g.asked, wanted)
		to := min(from+g.cut, g.members)
		name := fmt.Sprintf("member;range=%d-%d", from, to-1)
		if to == g.members {
			name = fmt.Sprintf("member;range=%d-*", from)
		}
		var values []string
		for i := from; i < to; i++ {
			values = append(values, fmt.Sprintf("CN=u%d,DC=corp,DC=example,DC=com", i))
		}
		if g.change != nil {
			name, values = g.change(g, from, name, values)
		}
		if wanted == "member" && g.members > g.cut {
			attributes = append(attributes, attribute{"member", nil})
		} else if wanted == "member" {
			name = "member"
		}
		attributes = append(attributes, attribute{name, values})
	}
	return []*ber.Packet{entry(r, "CN=big,DC=corp,DC=example,DC=com", attributes...), end}
}

func (g *bigGroup) read(t *testing.T) ([]migrate.Member, error) {
	t.Helper()
	return openStandIn(t, startStandIn(t, g.answer), quick).Members(t.Context(), bigID, false)
}

func TestRangedMembers(t *testing.T) {
	t.Parallel()
	for _, members := range []int{0, 1, 1499, 1500, 1501, 3000, 3001, 4700} {
		if runtest.Sample() && members > 1501 {
			continue
		}
		g := &bigGroup{members: members, cut: 1500}
		got, err := g.read(t)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		for _, m := range got {
			names[m.Name] = true
		}
		if len(got) != members || len(names) != members {
			t.Errorf("%d members, %d different, of %d; asked %v", len(got), len(names), members, g.asked)
		}
	}
}

func TestMembershipThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	g := &bigGroup{members: 3100, cut: 1500}
	g.change = func(g *bigGroup, from int, name string, values []string) (string, []string) {
		if from == 1500 && g.usn < 2 { // twice, someone adds members between two requests
			g.usn++
			g.members += 10
		}
		return name, values
	}
	got, err := g.read(t)
	if err != nil || len(got) != 3120 {
		t.Errorf("%d members, %v", len(got), err)
	}
	g = &bigGroup{members: 3100, cut: 1500}
	g.change = func(g *bigGroup, _ int, name string, values []string) (string, []string) {
		g.usn++
		return name, values
	}
	_, err = g.read(t)
	says(t, checked(t, err, migrate.Unreachable, ""), "could not be read to its end", "Try again")
}

func TestRangesThatAreWrongAreNoMembership(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(g *bigGroup, from int, name string, values []string) (string, []string){
		"another place": func(_ *bigGroup, from int, name string, values []string) (string, []string) {
			if from > 0 {
				return "member;range=0-1499", values
			}
			return name, values
		},
		"fewer values than it says": func(_ *bigGroup, _ int, name string, values []string) (string, []string) {
			return name,
				values[1:]
		},
		"nothing after the first part": func(_ *bigGroup, from int, name string, values []string) (string, []string) {
			if from > 0 {
				return "description", []string{"x"}
			}
			return name, values
		},
		"an endless list": func(g *bigGroup, _ int, name string, values []string) (string, []string) {
			if len(g.asked) > 3 {
				return name, nil
			}
			return name, values
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := &bigGroup{members: 100_000, cut: 1500, change: change}
			got, err := g.read(t)
			if got != nil {
				t.Errorf("%d members beside the error", len(got))
			}
			says(t, checked(t, err, migrate.Unreachable, ""), "could not be read to its end")
		})
	}
}

func TestParseRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]valueRange{
		"member;range=0-1499":     {0, 1499, false},
		"MEMBER;Range=1500-*":     {1500, 0, true},
		"member;binary;range=5-5": {5, 5, false},
	} {
		if got, ok := parseRange(text, "member"); !ok || got != want {
			t.Errorf("%s is %+v %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "member", "member;", "member;range=", "member;range=0", "member;range=-",
		"member;range=*-5", "member;range=5-4", "member;range=+1-5", "member;range=0-99999999999999999999",
		"memberOf;range=0-5", "member;range=0-5-6", "member;range=0x1-5",
	} {
		if got, ok := parseRange(text, "member"); ok {
			t.Errorf("%q is taken as %+v", text, got)
		}
	}
}

func TestRequestsJoin(t *testing.T) {
	t.Parallel()
	g := &bigGroup{members: 4700, cut: 1500}
	if _, err := g.read(t); err != nil {
		t.Fatal(err)
	}
	if want := []string{"member", "member;range=1500-*", "member;range=3000-*", "member;range=4500-*"}; !slices.Equal(
		g.asked, want) {
		t.Errorf("asked %v", g.asked)
	}
}
