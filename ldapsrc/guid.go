package ldapsrc

import (
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

// formatGUID returns objectGUID's 16 bytes in the text form that Get-ADGroup
// prints: the first three fields are little-endian on the wire (MS-DTYP
// section 2.3.4.2). ok is false if there are not 16 bytes.
func formatGUID(wire []byte) (text string, ok bool) {
	if len(wire) != 16 {
		return "", false
	}
	return swapFields(uuid.UUID(wire)).String(), true
}

// parseGUID is the reverse of formatGUID. It takes the text in any case, in
// braces too.
func parseGUID(text string) (wire [16]byte, ok bool) {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
	if len(text) != 36 {
		return wire, false
	}
	u, err := uuid.Parse(text)
	if err != nil {
		return wire, false
	}
	return swapFields(u), true
}

func swapFields(u uuid.UUID) uuid.UUID {
	u[0], u[1], u[2], u[3] = u[3], u[2], u[1], u[0]
	u[4], u[5] = u[5], u[4]
	u[6], u[7] = u[7], u[6]
	return u
}

// guidFilter finds one object by its objectGUID, whatever its name: every byte
// escaped (RFC 4515 section 3).
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
