package diff

import (
	"fmt"

	"ad2scim/migrate/render"
)

// mostWitnessed limits how many pairs of similar names are compared by members.
const mostWitnessed = 20

// verdict is the result of comparing the members of two groups with similar names.
type verdict uint8

const (
	notKnown verdict = iota
	sameGroup
	otherGroup
)

// askMembers asks for names that differ by one letter whether both groups have the same
// members. If that is known, it decides, whatever the words are. If the members of a pair
// couldn't be read, every pair that competes with it for a group is decided by words too: a
// pair must not win only because its members were read in time.
func (c *comparison) askMembers() []verdict {
	verdicts := make([]verdict, len(c.typos))
	if c.members == nil {
		return verdicts
	}
	var decided, unread []int
	asked, more := 0, 0
	for i, t := range c.typos {
		switch {
		case c.canceled():
			return verdicts
		case c.nodes[t.ad].open != 1 || c.nodes[t.scim].open != 1: // which of the groups is meant?
		case asked == mostWitnessed:
			more++
			unread = append(unread, i)
		default:
			asked++
			same, known, err := c.members(c.lists[adSide].at(c.openPlaces(t.ad)[0]),
				c.lists[scimSide].at(c.openPlaces(t.scim)[0]))
			switch {
			case err != nil:
				unread = append(unread, i)
			case known:
				decided = append(decided, i)
				verdicts[i] = otherGroup
				if same {
					verdicts[i] = sameGroup
				}
			}
		}
	}
	c.dropRivals(verdicts, decided, unread)
	if more > 0 && len(decided) > 0 {
		c.notes = append(c.notes, fmt.Sprintf(
			"members were compared for the first %d pairs of similar names; %s compared by name only",
			mostWitnessed, render.Count(more, "more pair is", "more pairs are")))
	}
	return verdicts
}

// dropRivals removes the decisions about pairs that compete with an unread pair, directly or
// through other pairs.
func (c *comparison) dropRivals(verdicts []verdict, decided, unread []int) {
	if len(decided) == 0 || len(unread) == 0 {
		return
	}
	rivals := apart(len(c.nodes)) // the groups that compete with each other
	for _, t := range c.typos {
		rivals.join(t.ad, t.scim)
	}
	spoiled := map[int32]bool{}
	for _, i := range unread {
		spoiled[rivals.leader(c.typos[i].ad)] = true
	}
	for _, i := range decided {
		if spoiled[rivals.leader(c.typos[i].ad)] {
			verdicts[i] = notKnown
		}
	}
}
