package ldapsrc

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// signInCodes are the Windows error codes after "data" in the message of a refused bind (MS-ERREF section 2.2, in
// hexadecimal).
var signInCodes = map[uint64]explanation{
	0x525: {"the domain has no such user", `check --ad-user; write it as user@domain or DOMAIN\user`},
	0x52e: {
		"the user name or the password is wrong",
		`check the password (AD2SCIM_AD_PASSWORD, --ad-password-file or the keyring), and --ad-user as user@domain or DOMAIN\user`,
	},
	0x530: {
		"the account may not sign in at this time of day",
		"try within its logon hours, or ask a domain administrator",
	},
	0x531: {
		"the account may not sign in from this computer",
		"use a computer that the account is allowed on, or another account",
	},
	0x532: {"the account's password has expired", "change the password, then try again"},
	0x533: {"the account is disabled", "ask a domain administrator to enable it, or use another"},
	0x701: {"the account has expired", "ask a domain administrator to extend it, or use another"},
	0x773: {"the account's password must be changed before it is first used", "change the password, then try again"},
	0x775: {"the account is locked after too many wrong passwords", "wait, or ask a domain administrator to unlock it"},
}

// channelBinding is SEC_E_BAD_BINDINGS (MS-ERREF section 2.1): the sign-in isn't bound to the TLS connection as
// LdapEnforceChannelBinding requires.
const channelBinding = 0x80090346

var (
	adText = regexp.MustCompile(`^([0-9A-Fa-f]{8}): `)
	adData = regexp.MustCompile(`\bdata ([0-9A-Fa-f]{1,8})\b`)
)

// parseADText parses the message that Active Directory adds to a result code, such as "80090308: LdapErr:
// DSID-0C09056D, comment: AcceptSecurityContext error, data 52e, v4563". It returns the leading Windows error and
// the data, both written in hexadecimal, or 0 for a missing one.
func parseADText(text string) (code, data uint64) {
	if m := adText.FindStringSubmatch(text); m != nil {
		code, _ = strconv.ParseUint(m[1], 16, 64)
	}
	if m := adData.FindStringSubmatch(text); m != nil {
		data, _ = strconv.ParseUint(m[1], 16, 64)
	}
	return code, data
}

// account returns the account's name for a sentence.
func (s signIn) account() string {
	if s.user == "" {
		return ""
	}
	return " as " + migrate.Quote(s.user)
}

// bindProblem explains why a bind failed.
func (s signIn) bindProblem(c *conn, err error) error {
	what := "cannot sign in" + s.account() + " to " + c.server
	answer, ok := errors.AsType[*ldap.Error](err)
	if !ok || answer.ResultCode >= ldap.ErrorNetwork {
		if s.method == "ntlm" && !errors.Is(err, errTimeout) {
			return &migrate.Problem{
				Class: migrate.Unreachable, What: what, Why: "the server ends the connection on NTLM",
				Next: "use --ad-auth simple; NTLM may be switched off in the domain", Err: err,
			}
		}
		return explain(what, err)
	}
	p := &migrate.Problem{Class: migrate.Unreachable, What: what, Err: err}
	code, data := parseADText(answer.Err.Error())
	known, isKnown := signInCodes[data]
	switch {
	case code == channelBinding:
		p.Why = "the server requires channel binding (LdapEnforceChannelBinding), which this sign-in method does not support; the password is not the reason (AD error 80090346)"
		p.Next = "use --ad-auth simple over ldaps://, or run ad2scim on Windows as a domain user with --ad-auth kerberos"
	case answer.ResultCode == ldap.LDAPResultStrongAuthRequired && s.method == "simple":
		p.Why = "the server enforces signing and takes no password on this connection (AD error 00002028)"
		p.Next = "use ldaps:// in --ad"
	case answer.ResultCode == ldap.LDAPResultStrongAuthRequired:
		p.Why = "the server enforces signing, which " + s.method + " does not have here"
		p.Next = "use --ad-auth simple; over TLS the password is safe"
	case answer.ResultCode == ldap.LDAPResultInvalidCredentials && isKnown:
		p.Why, p.Next = known.why+" (AD error "+strconv.FormatUint(data, 16)+")", known.next
		if data == 0x52e && s.method == "simple" && !strings.ContainsAny(s.user, `@\=`) {
			p.Next = `write the user as user@domain or DOMAIN\user; a bare name is not enough`
		}
	default:
		return explain(what, err)
	}
	return p
}
