package ldapsrc

import (
	"encoding/hex"
	"strings"
)

// guidFilter returns a filter for the object with this objectGUID, with every byte escaped (RFC 4515 section 3).
func guidFilter(wire [16]byte) string {
	var b strings.Builder
	b.WriteString("(objectGUID=")
	for _, c := range wire {
		b.WriteByte('\\')
		b.WriteString(hex.EncodeToString([]byte{c}))
	}
	b.WriteByte(')')
	return b.String()
}
