package ldapsrc

import (
	"errors"
	"regexp"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// writeResults maps the result codes (RFC 4511 appendix A) with which Active Directory refuses a rename (MS-ADTS
// sections 3.1.1.5.3 and 3.1.1.5.4).
var writeResults = map[uint16]error{
	ldap.LDAPResultEntryAlreadyExists:       migrate.ErrTaken,
	ldap.LDAPResultAttributeOrValueExists:   migrate.ErrTaken,
	ldap.LDAPResultInsufficientAccessRights: migrate.ErrDenied,
	ldap.LDAPResultNoSuchObject:             migrate.ErrGone,
	ldap.LDAPResultConstraintViolation:      migrate.ErrInvalid,
	ldap.LDAPResultInvalidAttributeSyntax:   migrate.ErrInvalid,
	ldap.LDAPResultInvalidDNSyntax:          migrate.ErrInvalid,
	ldap.LDAPResultNamingViolation:          migrate.ErrInvalid,
	ldap.LDAPResultObjectClassViolation:     migrate.ErrInvalid,
	ldap.LDAPResultNotAllowedOnRDN:          migrate.ErrInvalid,
}

// writeCodes maps the Windows errors at the start of the server's message that are more specific than the result
// code (MS-ERREF section 2.2).
var writeCodes = map[uint64]error{
	0x00000005: migrate.ErrDenied,  // ERROR_ACCESS_DENIED
	0x00002098: migrate.ErrDenied,  // ERROR_DS_INSUFF_ACCESS_RIGHTS
	0x00000524: migrate.ErrTaken,   // ERROR_USER_EXISTS
	0x00000526: migrate.ErrTaken,   // ERROR_GROUP_EXISTS
	0x00000563: migrate.ErrTaken,   // ERROR_ALIAS_EXISTS
	0x00002071: migrate.ErrTaken,   // ERROR_DS_OBJ_STRING_NAME_EXISTS
	0x00000523: migrate.ErrInvalid, // ERROR_INVALID_ACCOUNT_NAME
}

var writeAdvice = map[error]string{
	migrate.ErrTaken:   "choose another name, or rename the other object first",
	migrate.ErrDenied:  "sign in with an account that may rename groups, or hand the plan to someone who may (fix plan as a script)",
	migrate.ErrInvalid: "choose another name",
	migrate.ErrGone:    "compare again and make a new plan",
}

// writeProblem explains why a change wasn't made, or why that isn't known.
func writeProblem(what string, change migrate.Change, err error) error {
	p := &migrate.Problem{Class: migrate.Unreachable, What: what + " to " + migrate.Quote(change.After)}
	answer, ok := errors.AsType[*ldap.Error](err)
	if !ok || answer.ResultCode >= ldap.ErrorNetwork {
		p.Why, p.Next, p.Err = "the connection was lost before the answer came, so the change may have been made",
			"read the group to find out", errors.Join(migrate.ErrOutcomeUnknown, err)
		return p
	}
	if answer.ResultCode == ldap.LDAPResultReferral {
		return readOnlyProblem(what, "this domain controller", referredTo(answer))
	}
	code, _ := parseADText(answer.Err.Error())
	cause, known := writeCodes[code]
	if !known {
		cause, known = writeResults[answer.ResultCode]
	}
	if !known {
		return explain(p.What, err)
	}
	p.Why, p.Next, p.Err = cause.Error(), writeAdvice[cause], errors.Join(cause, err)
	if text := serverMessage(answer.Err.Error()); text != "" {
		p.Why += " (the server: " + migrate.Quote(text) + ")"
	}
	return p
}

// readOnlyProblem returns the problem that a change must be made at another domain controller. An RODC answers a
// write with a referral to one (MS-ADTS section 3.1.1.5.1.8).
func readOnlyProblem(what, server, other string) *migrate.Problem {
	next := "use a writable domain controller, or ad:// with the domain, which finds one"
	if other != "" {
		next = "use the writable domain controller " + other + ", or ad:// with the domain, which finds one"
	}
	return &migrate.Problem{
		Class: migrate.Unreachable, What: what,
		Why: server + " is read-only (an RODC), so nothing was changed", Next: next,
	}
}

// referralHost matches the server in a referral's message, as Active Directory writes it: "ref 1:
// 'dc2.corp.example.com'".
var referralHost = regexp.MustCompile(`ref \d+: '([^']+)'`)

func referredTo(answer *ldap.Error) string {
	if m := referralHost.FindStringSubmatch(answer.Err.Error()); m != nil {
		return migrate.Quote(m[1])
	}
	return ""
}
