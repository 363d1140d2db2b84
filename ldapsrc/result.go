package ldapsrc

import "github.com/go-ldap/ldap/v3"

// explanation is why a request failed and what to do next.
type explanation struct{ why, next string }

// results explains the result codes (RFC 4511 appendix A) that Active Directory returns (MS-ADTS sections
// 3.1.1.3.1.9, 3.1.1.3.4.6 and 5.1.1.1, and MS-ERREF section 2.2).
var results = map[uint16]explanation{
	ldap.LDAPResultOperationsError: {
		"the server does not let anyone search who is not signed in",
		"sign in with --ad-user",
	},
	ldap.LDAPResultTimeLimitExceeded: {
		"the search took longer than the server allows",
		"narrow it with --ad-base or --ad-filter",
	},
	ldap.LDAPResultSizeLimitExceeded: {
		"there are more results than the server sends",
		"narrow the search with --ad-base or --ad-filter, or raise MaxPageSize in AD's query policy",
	},
	ldap.LDAPResultAuthMethodNotSupported: {
		"the server doesn't accept this sign-in method",
		"try another --ad-auth",
	},
	ldap.LDAPResultStrongAuthRequired: {"the server wants signing or TLS", "use ldaps:// with --ad-auth simple"},
	ldap.LDAPResultReferral: {
		"the base DN belongs to another domain or server",
		"use a domain controller of that domain, or check --ad-base",
	},
	ldap.LDAPResultAdminLimitExceeded: {
		"the search is larger than the server's policy allows",
		"narrow it with --ad-base or --ad-filter",
	},
	ldap.LDAPResultUnavailableCriticalExtension: {
		"the server cannot send results in pages",
		"use a domain controller; other LDAP servers may lack what is needed",
	},
	ldap.LDAPResultConfidentialityRequired: {"the server wants TLS", "use ldaps://"},
	ldap.LDAPResultNoSuchObject: {
		"there is no such object, or this account may not see it",
		"check --ad-base",
	},
	ldap.LDAPResultInvalidDNSyntax: {"the server does not take the DN", "check --ad-base"},
	ldap.LDAPResultInappropriateMatching: {
		"the filter compares an attribute in a way that the server cannot",
		"check --ad-filter",
	},
	ldap.LDAPResultInsufficientAccessRights: {
		"the account doesn't have permission",
		"sign in with an account that may read it",
	},
	ldap.LDAPResultBusy: {
		"the server is too busy",
		"try again later, or another domain controller",
	},
	ldap.LDAPResultUnavailable: {
		"the server is starting or shutting down",
		"try again in a minute, or another domain controller",
	},
	ldap.LDAPResultUnwillingToPerform: {
		"the server refuses this (code 53, unwilling to perform)",
		"read its message; if that does not help, try another domain controller, or check its Directory Service log",
	},
	ldap.LDAPResultInvalidCredentials: {
		"the server does not accept the account",
		"check the user and password",
	},
}

func explanationOf(code uint16) explanation {
	if r, ok := results[code]; ok {
		return r
	}
	name := ldap.LDAPResultCodeMap[code]
	if name == "" {
		name = "an unknown code"
	}
	return explanation{"the server answers: " + name, "try again, or another domain controller"}
}
