package operation

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/render"
)

const (
	// witnessTime is how long a comparison may read members to compare similar names.
	witnessTime   = 10 * time.Second
	fewestWitness = 3 // members that a group must have before equal members show that two groups are the same
)

// witness reads the members of groups whose names differ by one letter, to find out whether
// both groups have the same members.
type witness struct {
	ad, scim migrate.MemberReader
	limit    time.Duration // 0: none
	adFirst  bool          // AD's list is a file, which answers at once
	until    time.Time     // set when members are first requested
	read     map[*migrate.Group]memberList
	unread   map[*migrate.Group]memberList // groups whose members were needed and couldn't be read
	without  map[part]bool                 // migrate.ErrNoMembers
}

// part is one of the lists that a side has (migrate.Group.Source).
type part struct {
	side   migrate.Side
	source string
}

// asked is a group whose members are asked for.
type asked struct {
	reader migrate.MemberReader
	group  *migrate.Group
	from   part
}

type memberList struct {
	members []migrate.Member
	err     error
	late    bool // the time is up
}

// newWitness returns a witness for two lists, or nil if a source can't read members.
func newWitness(ad, provisioned List) *witness {
	adReader, adOK := ad.source.(migrate.MemberReader)
	scimReader, scimOK := provisioned.source.(migrate.MemberReader)
	if !adOK || !scimOK {
		return nil
	}
	w := &witness{
		ad: adReader, scim: scimReader, limit: witnessTime,
		read: map[*migrate.Group]memberList{}, unread: map[*migrate.Group]memberList{},
		without: map[part]bool{}, adFirst: ad.From.IsFile(),
	}
	if ad.From.InProcess && provisioned.From.InProcess {
		w.limit = 0
	}
	return w
}

// ask says whether two groups have the same members (diff.Options.Members).
func (w *witness) ask(ctx context.Context, a, s *migrate.Group) (same, known bool, err error) {
	if w.limit > 0 {
		if w.until.IsZero() {
			w.until = time.Now().Add(w.limit)
		}
		limited, cancel := context.WithDeadline(ctx, w.until)
		defer cancel()
		ctx = limited
	}
	sides := [2]asked{{w.ad, a, part{migrate.AD, a.Source}}, {w.scim, s, part{migrate.SCIM, s.Source}}}
	order := [2]int{1, 0}
	if w.adFirst {
		order = [2]int{0, 1}
	}
	without := func() bool { return w.without[sides[0].from] || w.without[sides[1].from] }
	var lists [2]memberList
	for _, i := range order {
		if !without() {
			lists[i] = w.members(ctx, sides[i])
		}
	}
	if without() {
		return false, false, nil // what the other side has decides nothing
	}
	for i, list := range lists {
		if list.err != nil {
			w.unread[sides[i].group] = list
		}
	}
	if err := cmp.Or(lists[0].err, lists[1].err); err != nil {
		return false, false, err
	}
	same, known = sameMembers(lists[0].members, lists[1].members)
	return same, known, nil
}

// members reads the members of a group, once. When the time is up it asks no more.
func (w *witness) members(ctx context.Context, of asked) memberList {
	list, ok := w.read[of.group]
	if ok {
		return list
	}
	if list.err = ctx.Err(); list.err == nil {
		list.members, list.err = of.reader.Members(ctx, cmp.Or(of.group.ID, of.group.Name), false)
	}
	problem, _ := errors.AsType[*migrate.Problem](list.err)
	switch {
	case errors.Is(list.err, migrate.ErrNoMembers):
		w.without[of.from] = true
	case list.err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		list.late = true
	case problem != nil:
		list.err = &migrate.Problem{What: problem.What, Why: problem.Why} // the result has no use for the advice
	}
	w.read[of.group] = list
	return list
}

// notes say of how many groups the members weren't read, and what that means.
func (w *witness) notes() (notes []string) {
	late, failed, why := 0, 0, ""
	for _, list := range w.unread {
		if list.late {
			late++
		} else {
			failed++
			why = max(why, list.err.Error()) // the same one every time
		}
	}
	const so = ", so similar names are compared without them"
	if late > 0 {
		notes = append(notes, render.Count(late, "group's", "groups'")+" members weren't read within "+
			strconv.Itoa(int(w.limit.Seconds()))+" s"+so)
	}
	if failed > 0 {
		notes = append(notes, render.Count(failed, "group's", "groups'")+" members couldn't be read"+so+": "+why)
	}
	return notes
}

// sameMembers reports whether two lists of members are of one group: nearly all are
// in both. It is known of lists in which nearly all or nearly none are; a group of
// one or two people says little, for the same boss may be in both.
func sameMembers(ours, theirs []migrate.Member) (same, known bool) {
	us, them := people(ours), people(theirs)
	if len(us) == 0 || len(them) == 0 {
		return false, false
	}
	theirNames := map[string]bool{}
	for _, one := range them {
		for name := range one {
			theirNames[name] = true
		}
	}
	both := 0
	for _, one := range us {
		for name := range one {
			if theirNames[name] {
				both++
				break
			}
		}
	}
	most := max(len(us), len(them))
	switch {
	case both*5 >= most*4:
		return true, min(len(us), len(them)) >= fewestWitness
	case both*5 <= most:
		return false, true
	}
	return false, false
}

// people are the names by which each user of a list may be known on another side.
func people(list []migrate.Member) []map[string]bool {
	var all []map[string]bool
	for _, m := range list {
		known := map[string]bool{}
		for _, name := range []string{m.Mail, m.UPN, m.ID} {
			if name != "" && (name != m.ID || strings.Contains(name, "@")) { // some files have the address as the id
				known[strings.ToLower(strings.TrimSpace(name))] = true
			}
		}
		if len(known) > 0 && m.Kind != migrate.GroupMember {
			all = append(all, known)
		}
	}
	return all
}
