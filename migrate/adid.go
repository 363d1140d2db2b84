package migrate

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Limits on a list from any source. A list that exceeds them is refused as a whole, because a shortened list would
// be compared as if it were complete.
const (
	MaxNameBytes = 64 << 10
	MaxGroups    = 3_000_000
)

// CheckGroups returns a BadInput Problem if the list has more than MaxGroups groups or a name longer than
// MaxNameBytes. source names the source in the message.
func CheckGroups(source string, groups []Group) error {
	refuse := func(why string) error {
		return &Problem{
			Class: BadInput, What: "cannot use the list of groups from " + Quote(source), Why: why,
			Next: "read fewer groups, such as those of one base, or put the name right there",
		}
	}
	if len(groups) > MaxGroups {
		return refuse("it holds more than " + strconv.Itoa(MaxGroups) + " groups")
	}
	for i := range groups {
		g := &groups[i]
		if len(g.Name) > MaxNameBytes {
			return refuse("the name of the group " + Quote(g.ID) + " is longer than " + strconv.Itoa(MaxNameBytes>>10) + " KiB")
		}
	}
	return nil
}

// GUIDText returns the text form of objectGUID's 16 bytes, as Get-ADGroup prints it. The first three fields are
// little-endian on the wire (MS-DTYP section 2.3.4.2). ok is false if wire isn't 16 bytes long.
func GUIDText(wire []byte) (text string, ok bool) {
	if len(wire) != 16 {
		return "", false
	}
	return swapFields(uuid.UUID(wire)).String(), true
}

// ParseGUID returns objectGUID's 16 bytes from its text form, in any case and
// with or without braces.
func ParseGUID(text string) (wire [16]byte, ok bool) {
	text = withoutBraces(text)
	if len(text) != 36 {
		return wire, false
	}
	u, err := uuid.Parse(text)
	if err != nil {
		return wire, false
	}
	return swapFields(u), true
}

func withoutBraces(guid string) string { return strings.TrimSuffix(strings.TrimPrefix(guid, "{"), "}") }

// NormalGUID returns an objectGUID in the text form that Get-ADGroup prints. It accepts every form that tools
// write: text (also in capitals or in braces), or the 16 bytes in base64, in hexadecimal, or as decimal numbers
// separated by spaces. Only use it for a value that is known to be an objectGUID.
func NormalGUID(value string) (text string, ok bool) {
	if isNormalGUID(value) {
		return value, true
	}
	value = strings.TrimSpace(value)
	if wire, ok := ParseGUID(value); ok {
		return GUIDText(wire[:])
	}
	switch len(value) {
	case 24:
		if wire, err := base64.StdEncoding.DecodeString(value); err == nil {
			return GUIDText(wire)
		}
	case 32:
		if wire, err := hex.DecodeString(value); err == nil {
			return GUIDText(wire)
		}
	}
	numbers := strings.Fields(value)
	if len(numbers) != 16 {
		return "", false
	}
	wire := make([]byte, 0, 16)
	for _, n := range numbers {
		b, err := strconv.ParseUint(n, 10, 8)
		if err != nil {
			return "", false
		}
		wire = append(wire, byte(b))
	}
	return GUIDText(wire)
}

// isNormalGUID reports whether value already has the form that NormalGUID returns, as nearly all values do.
func isNormalGUID(value string) bool {
	if len(value) != 36 || value[8] != '-' || value[13] != '-' || value[18] != '-' || value[23] != '-' {
		return false
	}
	return areHexDigits(firstFour(value)|firstFour(value[4:])<<32) &&
		areHexDigits(firstFour(value[9:])|firstFour(value[14:])<<32) &&
		areHexDigits(firstFour(value[19:])|firstFour(value[24:])<<32) &&
		areHexDigits(firstFour(value[28:])|firstFour(value[32:])<<32)
}

// firstFour returns the first four bytes of s as a number. s must have at least four.
func firstFour(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// areHexDigits reports whether all eight bytes are hexadecimal digits in lower case. It checks them in parallel:
// adding a constant to each byte sets its top bit if the byte is at or above a bound.
func areHexDigits(eight uint64) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	digit := (eight + (0x80-'0')*ones) &^ (eight + (0x7F-'9')*ones)
	letter := (eight + (0x80-'a')*ones) &^ (eight + (0x7F-'f')*ones)
	return eight&tops == 0 && (digit|letter)&tops == tops
}

func swapFields(u uuid.UUID) uuid.UUID {
	u[0], u[1], u[2], u[3] = u[3], u[2], u[1], u[0]
	u[4], u[5] = u[5], u[4]
	u[6], u[7] = u[7], u[6]
	return u
}

// SIDText returns the text form of objectSid's bytes, such as S-1-5-21-…-1104 (MS-DTYP sections 2.4.2.1 and
// 2.4.2.2). It returns "" if they aren't a SID.
func SIDText(wire []byte) string {
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
