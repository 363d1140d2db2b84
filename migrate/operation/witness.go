package operation

import (
	"cmp"
	"context"
	"strings"
	"time"

	"ad2scim/migrate"
)

// How much is asked of the sources to tell similar names by their members.
const (
	mostWitnessed  = 20 // pairs of groups
	longestWitness = 10 * time.Second
	fewestWitness  = 3 // members that a group has at least for them to say that two are one
)

// witness returns what says of two groups whether the same people are in them, for
// names that are one letter apart (diff.Options.Members); nil where a source does not
// tell members. Of more pairs than a few, and where an answer takes too long, it
// knows nothing.
func witness(ctx context.Context, ad, provisioned migrate.Source) func(ad, scim *migrate.Group) (same, known bool) {
	adReader, adOK := ad.(migrate.MemberReader)
	scimReader, scimOK := provisioned.(migrate.MemberReader)
	if !adOK || !scimOK {
		return nil
	}
	left, until := mostWitnessed, time.Time{}
	return func(a, s *migrate.Group) (same, known bool) {
		if until.IsZero() {
			until = time.Now().Add(longestWitness)
		}
		if left--; left < 0 {
			return false, false
		}
		ctx, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		ours, err := adReader.Members(ctx, cmp.Or(a.ID, a.Name), false)
		if err != nil {
			return false, false
		}
		theirs, err := scimReader.Members(ctx, cmp.Or(s.ID, s.Name), false)
		if err != nil {
			return false, false
		}
		return sameMembers(ours, theirs)
	}
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
