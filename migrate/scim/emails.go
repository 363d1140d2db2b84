package scim

import (
	"encoding/json"
	"strings"

	"ad2scim/migrate/scim/jsontext"
)

// emails are a user's addresses (RFC 7643 section 4.1.2). Addresses in an unknown form are left out, so that the
// user is still read.
type emails []email

type email struct {
	Value   jsontext.String `json:"value"`
	Primary flag            `json:"primary"`
}

// UnmarshalJSON decodes a list of addresses, a single address, or a list of strings.
func (e *emails) UnmarshalJSON(b []byte) error {
	*e = nil
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		list = []json.RawMessage{b}
	}
	for _, raw := range list {
		var one email
		if json.Unmarshal(raw, &one) != nil && one.Value.UnmarshalJSON(raw) != nil {
			continue
		}
		*e = append(*e, one)
	}
	return nil
}

// primary returns the address marked as primary, or the first one.
func (e emails) primary() string {
	for _, one := range e {
		if one.Primary {
			return string(one.Value)
		}
	}
	if len(e) > 0 {
		return string(e[0].Value)
	}
	return ""
}

// flag is a boolean that some servers send as a string.
type flag bool

// UnmarshalJSON decodes a boolean or a string.
func (f *flag) UnmarshalJSON(b []byte) error {
	*f = flag(strings.EqualFold(strings.Trim(string(b), `"`), "true"))
	return nil
}
