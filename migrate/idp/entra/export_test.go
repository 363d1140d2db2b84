package entra

import (
	"encoding/json"
	"slices"
	"time"
)

// Hasten shortens the pause between two readings.
func (c *Client) Hasten() { c.settle = time.Millisecond }

// AzToken reads what az writes.
func AzToken(out []byte) (token string, expires time.Time, err error) {
	t, err := azToken(out)
	if err != nil {
		return "", time.Time{}, err
	}
	return t.AccessToken, t.Expiry, nil
}

// Repack packs and unpacks a schema; same is whether its mark stayed.
func Repack(text []byte) (flags []bool, same bool, err error) {
	s, err := parseSchema(text)
	if err != nil {
		return nil, false, err
	}
	again, err := unpack(s.pack())
	if err != nil {
		return nil, false, err
	}
	return s.enabled("Group"), s.print() == again.print() && slices.Equal(s.enabled("Group"), again.enabled("Group")), nil
}

// Mark is the mark of all but the flags and the version.
func Mark(text []byte) string {
	s, err := parseSchema(text)
	if err != nil {
		return err.Error()
	}
	return s.print()
}

// KeptMark is the mark of the schema in a step's backup.
func KeptMark(backup []byte) (string, error) {
	var k kept
	if err := json.Unmarshal(backup, &k); err != nil {
		return "", err
	}
	s, err := unpack(k.Schema)
	return s.print(), err
}

// Grants lists what grants a right, itself too, sorted.
func Grants(right string) []string {
	return slices.Sorted(slices.Values(append([]string{right}, wider[right]...)))
}
