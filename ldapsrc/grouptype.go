package ldapsrc

import (
	"strconv"

	"ad2scim/migrate"
)

// groupType bits (MS-ADTS section 2.2.12).
const (
	builtinLocalGroup = 0x1
	securityEnabled   = 0x80000000
)

// groupTypeOf parses the groupType attribute: a signed 32-bit number in decimal.
func groupTypeOf(value string) migrate.GroupType {
	n, err := strconv.ParseInt(value, 10, 32)
	switch {
	case err != nil:
		return ""
	case n&builtinLocalGroup != 0:
		return migrate.BuiltinGroup
	case n&securityEnabled != 0:
		return migrate.SecurityGroup
	}
	return migrate.DistributionGroup
}
