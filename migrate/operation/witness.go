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
	until    time.Time     // set when members are first requested
	read     map[*migrate.Group]memberList
	unread   map[*migrate.Group]memberList // those that were needed
}

type memberList struct {
	members []migrate.Member
	none    bool // migrate.ErrNoMembers
	err     error
	late    bool // the time is up
}

// newWitness returns a witness for two lists, or nil if a source has no members.
func newWitness(ad, provisioned List) *witness {
	adReader, adOK := ad.source.(migrate.MemberReader)
	scimReader, scimOK := provisioned.source.(migrate.MemberReader)
	if !adOK || !scimOK {
		return nil
	}
	w := &witness{
		ad: adReader, scim: scimReader, limit: witnessTime,
		read: map[*migrate.Group]memberList{}, unread: map[*migrate.Group]memberList{},
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
	ours, theirs := w.members(ctx, w.ad, a), w.members(ctx, w.scim, s)
	if ours.none || theirs.none {
		return false, false, nil // what the other side has decides nothing
	}
	if ours.err != nil {
		w.unread[a] = ours
	}
	if theirs.err != nil {
		w.unread[s] = theirs
	}
	if err := cmp.Or(ours.err, theirs.err); err != nil {
		return false, false, err
	}
	same, known = sameMembers(ours.members, theirs.members)
	return same, known, nil
}

// members reads the members of a group, once. It asks even when the time is up: a file that
// has none says so at once.
func (w *witness) members(ctx context.Context, reader migrate.MemberReader, g *migrate.Group) memberList {
	list, ok := w.read[g]
	if ok {
		return list
	}
	list.members, list.err = reader.Members(ctx, cmp.Or(g.ID, g.Name), false)
	problem, _ := errors.AsType[*migrate.Problem](list.err)
	switch {
	case errors.Is(list.err, migrate.ErrNoMembers):
		list.none, list.err = true, nil
	case list.err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		list.late = true
	case problem != nil:
		list.err = &migrate.Problem{What: problem.What, Why: problem.Why} // the result has no use for the advice
	}
	w.read[g] = list
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
