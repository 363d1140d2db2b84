package ldapsrc

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// valueRange is the range of an attribute's values in an answer. AD sends at most MaxValRange values (1,500) at
// once (MS-ADTS section 3.1.1.3.1.3.3).
type valueRange struct {
	low, high int
	last      bool // "*" instead of high: the last values
}

// parseRange parses an attribute description such as "member;range=0-1499". ok is false if it isn't a range of this
// attribute.
func parseRange(description, attribute string) (r valueRange, ok bool) {
	name, options, found := strings.Cut(description, ";")
	if !found || !strings.EqualFold(name, attribute) {
		return valueRange{}, false
	}
	for option := range strings.SplitSeq(options, ";") {
		if len(option) < 6 || !strings.EqualFold(option[:6], "range=") {
			continue
		}
		low, high, found := strings.Cut(option[6:], "-")
		if !found {
			return valueRange{}, false
		}
		if r.low, ok = parseDigits(low); !ok {
			return valueRange{}, false
		}
		if high == "*" {
			return valueRange{low: r.low, last: true}, true
		}
		if r.high, ok = parseDigits(high); !ok || r.high < r.low {
			return valueRange{}, false
		}
		return r, true
	}
	return valueRange{}, false
}

// parseDigits parses digits only; Atoi would accept a sign.
func parseDigits(s string) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 31)
	return int(n), err == nil
}

// memberValues returns the member values of an entry. next is where the following request starts, or 0 if there are
// no more values. An empty "member" attribute may accompany the ranged one. from is where the answer must start.
func memberValues(e *ldap.Entry, from int) (values []string, next int, err error) {
	for _, a := range e.Attributes {
		r, ok := parseRange(a.Name, "member")
		if !ok {
			if strings.EqualFold(a.Name, "member") {
				values = append(values, a.Values...)
			}
			continue
		}
		switch {
		case r.low != from:
			return nil, 0, fmt.Errorf("%w: asked for values from %d, the server sent %s", errIncomplete, from, a.Name)
		case r.last:
			return a.Values, 0, nil
		case len(a.Values) != r.high-r.low+1:
			return nil, 0, fmt.Errorf("%w: %d values in %s", errIncomplete, len(a.Values), a.Name)
		}
		return a.Values, r.high + 1, nil
	}
	if from > 0 {
		return nil, 0, fmt.Errorf("%w: no values from %d on", errIncomplete, from)
	}
	return values, 0, nil
}

// maxChanges is how often a membership is read again because it changed during the read.
const maxChanges = 5

// wholeMember returns all member values of a group; e is the first answer. If that takes several requests, it
// compares uSNChanged and reads again if it changed.
func (c *conn) wholeMember(ctx context.Context, e *ldap.Entry) ([]string, error) {
	for range maxChanges {
		all, next, err := memberValues(e, 0)
		if err != nil {
			return nil, incomplete(e.DN, err)
		}
		if next == 0 {
			return all, nil
		}
		before := e.GetEqualFoldAttributeValue("uSNChanged")
		for next > 0 {
			part, err := c.readObject(ctx, e.DN, "member;range="+strconv.Itoa(next)+"-*")
			if err != nil {
				return nil, err
			}
			var values []string
			if values, next, err = memberValues(part, next); err != nil {
				return nil, incomplete(e.DN, err)
			}
			all = append(all, values...)
		}
		after, err := c.readObject(ctx, e.DN, "uSNChanged")
		if err != nil {
			return nil, err
		}
		if after.GetEqualFoldAttributeValue("uSNChanged") == before {
			return all, nil
		}
		if e, err = c.readObject(ctx, e.DN, "uSNChanged", "member"); err != nil {
			return nil, err
		}
	}
	return nil, incomplete(e.DN, errIncomplete)
}

func incomplete(dn string, err error) error {
	return &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot read the members of " + migrate.Quote(dn),
		Why: oneLine(err.Error()), Next: "try again; the group may be changing at this moment", Err: err,
	}
}
