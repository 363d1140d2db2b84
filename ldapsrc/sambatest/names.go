package sambatest

// HostileNames returns the names of the groups below OU=Hostile, each of which is known to break some kind of
// program. A group's displayName is the same as its name.
func HostileNames() []string {
	return []string{
		"Sales, EMEA",
		"C# Devs",
		"#1 Support",
		`Back\slash`,
		`R&D "Core" <Team>`,
		"Plus+Equals=Semicolon;",
		"(Parens) *Star* & |Pipe|!",
		" Leading blank",
		"Trailing blank ",
		"Two  blanks",
		"No\u00a0break",
		"Right\u202eto left",
		"Zero\u200bwidth",
		"\ufeffByte order mark",
		"Soft\u00adhyphen",
		"Emoji 👩‍👩‍👧‍👦 🚀",
		"Escape \x1b[31mred\x1b[0m",
		"Tab\there",
		"It's O'Brien's",
		"Cafe\u0301 (NFD)",
		"Caf\u00e9 (NFC)",
		"Бухгалтерия",
		"部門 ＡＢＣ",
		"قسم المالية",
		"A name of exactly sixty-four letters, which is the most for a cn",
		"=cmd|'/c calc'!A1",
		"$(Get-Date); `n",
	}
}

// Accounts beside the administrator, all with AdminPassword. None but Helpdesk
// may write anything.
const (
	Reader     = "reader"
	Helpdesk   = "helpdesk"   // may only write displayName of the groups below OU=Groups
	Disabled   = "disabled"   // disabled by userAccountControl
	Expired    = "expired"    // accountExpires is past
	MustChange = "mustchange" // the password must be changed at the next logon
	NoHours    = "nohours"    // logonHours permit no hour
	Lockable   = "lockable"   // reserved for LockoutThreshold wrong passwords: no test signs in with it
)

// LockoutThreshold is the number of wrong passwords that lock an account.
const LockoutThreshold = 5

// Groups that the tests speak of, by distinguished name.
const (
	// LargeGroup has LargeMembers direct members.
	LargeGroup = "CN=Everyone in the company,OU=Groups," + BaseDN
	// CycleGroup holds CycleInner, which holds CycleGroup again; each has one
	// user of its own.
	CycleGroup = "CN=Cycle outer,OU=Groups," + BaseDN
	CycleInner = "CN=Cycle inner,OU=Groups," + BaseDN
	// MixedGroup has a user, a computer, a contact, a group, a foreign security
	// principal, and a user that Reader cannot read (HiddenUser).
	MixedGroup = "CN=Mixed members,OU=Groups," + BaseDN
	HiddenUser = "CN=Hidden,OU=People," + BaseDN
	// SystemGroup is one that Windows itself needs (isCriticalSystemObject).
	SystemGroup = "CN=Domain Admins,CN=Users," + BaseDN
)

// How much is there. NumberedGroups are named "Team 0001" and so on.
const (
	LargeMembers   = 5000
	NumberedGroups = 2500
)
