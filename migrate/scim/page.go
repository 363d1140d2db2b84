package scim

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"ad2scim/migrate/neterror"
	"ad2scim/migrate/scim/jsontext"
)

// page is a ListResponse (RFC 7644 section 3.4.2; cursors: RFC 9865). Its schemas, startIndex and itemsPerPage are
// ignored, because servers get them wrong. Attribute names are case-insensitive (RFC 7643 section 2.1), as in
// encoding/json.
type page[T any] struct {
	TotalResults *number         `json:"totalResults"`
	NextCursor   jsontext.String `json:"nextCursor"`
	Resources    []T             `json:"Resources"`
}

var errNotList = errors.New("the answer is not a SCIM list")

// decodePage decodes one page. Some providers send a bare array of resources. An answer with neither a count nor
// resources isn't a list.
func decodePage[T any](body []byte) (page[T], error) {
	var p page[T]
	into := any(&p)
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		into = &p.Resources
	}
	if err := json.Unmarshal(body, into); err != nil {
		if errors.Is(err, errNotString) {
			return p, errNotString
		}
		return p, errors.New("the answer is not a SCIM list (" + neterror.Reason(err) + ")")
	}
	if p.TotalResults == nil && p.Resources == nil {
		return p, errNotList
	}
	if p.TotalResults != nil && *p.TotalResults < 0 {
		return p, errors.New("the answer has a negative count")
	}
	return p, nil
}

// firm reports whether totalResults counts more than this page. Some providers only count the page, as AWS
// documents.
func (p page[T]) firm() bool {
	return p.TotalResults != nil && int(*p.TotalResults) > len(p.Resources)
}

// number is an integer that some servers send as a string or with a zero fraction.
type number int

// UnmarshalJSON decodes a number.
func (n *number) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `" `)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != math.Trunc(v) || math.Abs(v) > math.MaxInt32 {
		return errors.New("a count is not a whole number")
	}
	*n = number(v)
	return nil
}

var errNotString = errors.New("a displayName is not a string (RFC 7643 section 4.2)")

// exactText is the displayName, which must be exact: anything but a string is an error, because the stored value
// isn't known then. It records whether the attribute was sent, and whether it was sent twice with different values;
// the last one counts, as in most JSON parsers.
type exactText struct {
	value jsontext.String
	given bool
	twice bool
}

// UnmarshalJSON decodes a string or null.
func (n *exactText) UnmarshalJSON(b []byte) error {
	before := *n
	if string(b) == "null" {
		*n = exactText{twice: before.given}
		return nil
	}
	if len(b) > 0 && b[0] != '"' {
		return errNotString
	}
	n.given = true
	if err := n.value.UnmarshalJSON(b); err != nil {
		return err
	}
	n.twice = before.twice || before.given && before.value != n.value
	return nil
}
