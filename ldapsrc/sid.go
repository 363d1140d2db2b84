package ldapsrc

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// formatSID returns objectSid's bytes in the text form S-1-5-21-…-1104
// (MS-DTYP sections 2.4.2.1 and 2.4.2.2), or nothing if they are not a SID.
func formatSID(wire []byte) string {
	const head, each = 8, 4
	if len(wire) < head || wire[0] != 1 || len(wire) != head+each*int(wire[1]) {
		return ""
	}
	authority := binary.BigEndian.Uint64(append([]byte{0, 0}, wire[2:head]...))
	var b strings.Builder
	b.WriteString("S-1-")
	if authority < 1<<32 {
		b.WriteString(strconv.FormatUint(authority, 10))
	} else {
		b.WriteString("0x" + strings.ToUpper(strconv.FormatUint(authority, 16)))
	}
	for part := wire[head:]; len(part) > 0; part = part[each:] {
		b.WriteByte('-')
		b.WriteString(strconv.FormatUint(uint64(binary.LittleEndian.Uint32(part)), 10))
	}
	return b.String()
}
