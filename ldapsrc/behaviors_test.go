package ldapsrc

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// behavior is one row of the table: what the first of two domain controllers does, the source that documents it,
// and the expected result.
type behavior struct {
	does string
	from string // MS-ADTS, MS-ERREF, an RFC, or a page of Microsoft's documentation
	dc   func(*ber.Packet) ([]*ber.Packet, bool)
	// alone says that the connection is ldaps://host, without another domain controller.
	alone bool

	reads   string // words of the refusal to read; empty: the list is whole
	renames string // words of the refusal to rename; empty: it is made
	cause   error  // that fix can test for
	notMade bool   // the rename is known not to have been made
}

const (
	msADTS  = "MS-ADTS section "
	msERREF = "MS-ERREF section 2.2"
	learn   = "learn.microsoft.com: "
)

func bindCode(data string) func(*ber.Packet) ([]*ber.Packet, bool) {
	return at(isBind, func(r *ber.Packet) []*ber.Packet {
		return []*ber.Packet{done(r, ldap.ApplicationBindResponse, 49,
			"80090308: LdapErr: DSID-0C09056D, comment: AcceptSecurityContext error, data "+data+", v4563\x00")}
	})
}

func code(is func(*ber.Packet) bool, tag ber.Tag, code int64, message string) func(*ber.Packet) ([]*ber.Packet, bool) {
	return at(is, func(r *ber.Packet) []*ber.Packet { return []*ber.Packet{done(r, tag, code, message)} })
}

func searchCode(n int64, message string) func(*ber.Packet) ([]*ber.Packet, bool) {
	return at(isSearch, func(r *ber.Packet) []*ber.Packet { return []*ber.Packet{searchDone(r, n, message, "")} })
}

func writeCode(n int64, message string) func(*ber.Packet) ([]*ber.Packet, bool) {
	return code(isWrite, ldap.ApplicationModifyDNResponse, n, message)
}

const (
	bindAnswer   = ldap.ApplicationBindResponse
	searchAnswer = ldap.ApplicationSearchResultDone
)

var behaviors = []behavior{
	{does: "is well", from: "RFC 4511"},
	{does: "closes at rootDSE", from: learn + "LDAPS fails without a usable certificate", dc: at(isRoot, nothing(nil))},
	{does: "says busy at rootDSE (51)", from: "RFC 4511 appendix A.2", dc: code(isRoot, searchAnswer, 51, "")},
	{does: "is starting (52 at rootDSE)", from: msADTS + "3.1.1.3.4.6", dc: code(isRoot, searchAnswer, 52, "")},
	{
		does: "is not synchronized and has no naming context", from: msADTS + "3.1.1.3.2.27", alone: true,
		dc: at(isRoot, func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{entry(r, ""), done(r, searchAnswer, 0, "")}
		}), reads: "names no default naming context", renames: "names no default naming context",
	},
	{does: "closes at bind", from: learn + "LDAP MaxConnections", dc: at(isBind, nothing(nil))},
	{does: "says busy at bind (51)", from: "RFC 4511 appendix A.2", dc: code(isBind, bindAnswer, 51, "")},
	{does: "says unavailable at bind (52)", from: "RFC 4511 appendix A.2", dc: code(isBind, bindAnswer, 52, "")},
	{
		does: "refuses the password (52e)", from: msERREF, dc: bindCode("52e"), reads: "password is wrong",
		renames: "password is wrong",
	},
	{does: "knows no such user (525)", from: msERREF, dc: bindCode("525"), reads: "no such user", renames: "no such user"},
	{
		does: "does not let the account in at this time (530)", from: msERREF, dc: bindCode("530"), reads: "time of day",
		renames: "time of day",
	},
	{
		does: "does not let the account in from here (531)", from: msERREF, dc: bindCode("531"), reads: "from this computer",
		renames: "from this computer",
	},
	{
		does: "says that the password has expired (532)", from: msERREF, dc: bindCode("532"), reads: "has expired",
		renames: "has expired",
	},
	{
		does: "says that the account is disabled (533)", from: msERREF, dc: bindCode("533"), reads: "disabled",
		renames: "disabled",
	},
	{
		does: "says that the account is locked (775)", from: msERREF, dc: bindCode("775"), reads: "locked",
		renames: "locked",
	},
	{
		does: "wants channel binding (80090346)", from: learn + "LdapEnforceChannelBinding", reads: "channel binding",
		renames: "password is not the reason", dc: at(isBind, func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{
				done(r, bindAnswer, 49,
					"80090346: LdapErr: DSID-0C0906B5, comment: AcceptSecurityContext error, data 80090346, v4563\x00"),
			}
		}),
	},
	{
		does: "enforces signing (8)", from: learn + "LDAPServerIntegrity", reads: "enforces signing",
		renames: "enforces signing",
		dc: code(isBind, bindAnswer, 8,
			"00002028: LdapErr: DSID-0C090259, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v4563\x00"),
	},
	{
		does: "takes no such sign-in (7)", from: "RFC 4511 appendix A.2", dc: code(isBind, bindAnswer, 7, ""),
		reads: "doesn't accept this sign-in method", renames: "doesn't accept this sign-in method",
	},
	{
		does: "refuses the sign-in (53)", from: msADTS + "5.1.1.1", dc: code(isBind, bindAnswer, 53, ""), reads: "code 53",
		renames: "code 53",
	},
	{does: "closes at search", from: msADTS + "3.1.1.3.4.6: MaxConnIdleTime", dc: at(isSearch, nothing(nil))},
	{does: "says busy at search (51)", from: "RFC 4511 appendix A.2", dc: searchCode(51, "")},
	{does: "stops in mid-list (52)", from: "RFC 4511 appendix A.2", dc: searchCode(52, "")},
	{
		does: "is busy for ever, alone", from: "RFC 4511 appendix A.2", alone: true, dc: searchCode(51, ""),
		reads: "too busy", renames: "too busy", notMade: true,
	},
	{
		does: "takes too long (3)", from: msADTS + "3.1.1.3.4.6: MaxQueryDuration", dc: searchCode(3, ""),
		reads: "longer than the server allows", renames: "longer than", notMade: true,
	},
	{
		does: "sends no more (4)", from: msADTS + "3.1.1.3.4.6: MaxPageSize", dc: searchCode(4, ""),
		reads: "more results than the server sends", renames: "more results", notMade: true,
	},
	{
		does: "has a policy against it (11)", from: msADTS + "3.1.1.3.4.6", dc: searchCode(11, ""), reads: "policy",
		renames: "policy", notMade: true,
	},
	{
		does: "refers to another domain (10)", from: msADTS + "3.1.1.4.6",
		dc: searchCode(10,
			"0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'child.corp.example.com'\n\x00"),
		reads: "another domain", renames: "another domain", notMade: true,
	},
	{
		does: "knows no such base (32)", from: msERREF, dc: searchCode(32,
			"0000208D: NameErr: DSID-0310028B, problem 2001 (NO_OBJECT), data 0"), reads: "no such object",
		renames: "no such object", notMade: true,
	},
	{
		does: "gives no right to read (50)", from: msERREF, dc: searchCode(50,
			"00000005: SecErr: DSID-031A11EF, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0"), reads: "doesn't have permission",
		renames: "doesn't have permission", notMade: true,
	},
	{
		does: "has no paged results (12)", from: "RFC 2696 section 3", dc: searchCode(12, ""),
		reads: "cannot send results in pages", renames: "cannot send results in pages", notMade: true,
	},
	{
		does: "forgets the cookie (53 on page 2)", from: "github.com/SSSD/sssd and Microsoft's knowledge base 2009157",
		dc: twoPages(53),
	},
	{does: "has too many cookies (12 on page 2)", from: msADTS + "3.1.1.3.4.6: MaxResultSetsPerConn", dc: twoPages(12)},
	{
		does: "is read-only and says so", from: msADTS + "3.1.1.3.4.3", alone: true, renames: "read-only (an RODC)",
		notMade: true, dc: at(isRoot, func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{entry(r, "", attribute{"defaultNamingContext", []string{"DC=corp,DC=example,DC=com"}},
				attribute{"supportedCapabilities", []string{oidPartialSecrets}}), done(r, searchAnswer, 0, "")}
		}),
	},
	{
		does: "is read-only and refers a write (10)", from: msADTS + "3.1.1.5.1.8",
		renames: `read-only|"dc2.corp.example.com"`, notMade: true,
		dc: writeCode(10, "0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'dc2.corp.example.com'\n\x00"),
	},
	{
		does: "has the name already (68)", from: msERREF, dc: writeCode(68,
			"00002071: UpdErr: DSID-031B0D0A, problem 6005 (ENTRY_EXISTS), data 0"), renames: "another object has this name",
		cause: migrate.ErrTaken, notMade: true,
	},
	{
		does: "gives no right to write (50)", from: msERREF, dc: writeCode(50,
			"00002098: SecErr: DSID-03150F94, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0"), renames: "may not write",
		cause: migrate.ErrDenied, notMade: true,
	},
	{
		does: "is not willing to rename (53)", from: msERREF, dc: writeCode(53,
			"0000209A: SvcErr: DSID-031A1021, problem 5003 (WILL_NOT_PERFORM), data 0"), renames: "code 53|0000209A",
		notMade: true,
	},
	{
		does: "does not allow the name (34)", from: "RFC 4511 appendix A.2", dc: writeCode(34, ""),
		renames: "does not allow this value", cause: migrate.ErrInvalid, notMade: true,
	},
	{
		does: "closes before it answers a write", from: "RFC 4511 section 5.3", dc: at(isWrite, nothing(nil)),
		renames: "may have been made", cause: migrate.ErrOutcomeUnknown,
	},
}

// twoPages refuses the cookie of the first page once.
func twoPages(n int64) func(*ber.Packet) ([]*ber.Packet, bool) {
	page := 0
	return at(isSearch, func(r *ber.Packet) []*ber.Packet {
		switch page++; page {
		case 1:
			return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "next")}
		case 2:
			return []*ber.Packet{searchDone(r, n, "0000217A: SvcErr: DSID-031401E5, problem 5010 (UNAVAIL_EXTENSION), data 0",
				"")}
		}
		return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "")}
	})
}

func TestRealDomainControllerBehaviors(t *testing.T) {
	t.Parallel()
	if len(behaviors) < 30 {
		t.Errorf("the table has %d rows", len(behaviors))
	}
	for _, b := range behaviors {
		t.Run(b.does, func(t *testing.T) {
			t.Parallel()
			if b.from == "" {
				t.Error("nobody says that a domain controller does so")
			}
			b.diff(t)
			b.fix(t)
		})
	}
}

// open opens the domain with two controllers, or the one alone.
func (b behavior) open(t *testing.T) (*Directory, *dc, error) {
	t.Helper()
	first, second := &dc{answer: b.dc}, &dc{}
	dcs := []*dc{first, second}
	if b.alone {
		dcs = dcs[:1]
	}
	c, at := domain(t, dcs...)
	if b.alone {
		c.Location = "ldaps://127.0.0.1"
	}
	l := failover
	l.connect = 30 * time.Second
	d, err := open(t.Context(), c, net.DefaultResolver, l, at)
	if d != nil {
		t.Cleanup(func() { d.Close() })
	}
	return d, second, err
}

func (b behavior) diff(t *testing.T) {
	d, second, err := b.open(t)
	var groups []migrate.Group
	if err == nil {
		groups, err = d.Groups(t.Context(), nil)
	}
	if b.reads != "" {
		if groups != nil {
			t.Errorf("read %d groups beside the error", len(groups))
		}
		says(t, checked(t, err, migrate.ClassOf(err), "hunter2!"), strings.Split(b.reads, "|")...)
		if strings.Contains(b.from, "MS-ERREF") && second.binds.Load() > 0 {
			t.Error("the refused sign-in was tried at the next domain controller")
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := namesOf(groups); !slices.Equal(got, []string{"a"}) {
		t.Errorf("read %q", got)
	}
}

func (b behavior) fix(t *testing.T) {
	d, _, err := b.open(t)
	if err == nil {
		_, err = d.Rename(t.Context(), migrate.Change{
			ID:        fmt.Sprintf("00000000-0000-0000-0000-%012d", 1),
			Attribute: migrate.CommonName, Before: "a", After: "b",
		})
	}
	if b.renames == "" {
		if err != nil {
			t.Error(err)
		}
		return
	}
	says(t, checked(t, err, migrate.ClassOf(err), "hunter2!"), strings.Split(b.renames, "|")...)
	if b.cause != nil && !errors.Is(err, b.cause) {
		t.Errorf("%v is not %v", err, b.cause)
	}
	if b.notMade && errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Errorf("in doubt: %v", err)
	}
}
