package ldapsrc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

func openStandIn(t *testing.T, s *standIn, l limits) *Directory {
	t.Helper()
	d, err := open(t.Context(), s.connection, net.DefaultResolver, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func searchDone(request *ber.Packet, code int64, message, cookie string) *ber.Packet {
	return done(request, ldap.ApplicationSearchResultDone, code, message, &ldap.ControlPaging{Cookie: []byte(cookie)})
}

// The messages have the form that domain controllers send.
func TestAnswersToASearch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer func(*ber.Packet) []*ber.Packet
		words  []string
	}{
		"size limit":  {refuse(4, ""), []string{"more results than the server sends", "MaxPageSize"}},
		"time limit":  {refuse(3, ""), []string{"longer than the server allows", "--ad-filter"}},
		"admin limit": {refuse(11, ""), []string{"policy"}},
		"referral": {
			refuse(10,
				"0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'child.corp.example.com'\n\x00"),
			[]string{"another domain", "--ad-base", "child.corp.example.com"},
		},
		"no such base": {
			refuse(32,
				"0000208D: NameErr: DSID-0310028B, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'DC=corp,DC=example,DC=com'\n\x00"),
			[]string{"no such object", "--ad-base"},
		},
		"rights": {
			refuse(50, "00000005: SecErr: DSID-031A11EF, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0"),
			[]string{"doesn't have permission"},
		},
		"busy": {refuse(51, ""), []string{"too busy"}},
		"unavailable": {
			refuse(52,
				"00000015: LdapErr: DSID-0C09075A, comment: Error in attribute conversion operation, data 0"),
			[]string{"starting or shutting down"},
		},
		"not signed in": {refuse(1,
			"000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563"), []string{"sign"}},
		"unwilling":     {refuse(53, "\x1b[31mno\r\n"), []string{"refuses", `\x1b[31mno`}},
		"a code beyond": {refuse(123, ""), []string{"Authorization Denied"}},
		"unknown code":  {refuse(199, ""), []string{"unknown code"}},
		"a page, then an error": {func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{group(r, 1, "a"), searchDone(r, 4, "", "")}
		}, []string{"more results"}},
		"the same page for ever": {func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "again")}
		}, []string{"same page again"}},
		"no objectGUID": {func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{entry(r, "CN=\x1b[31mx", attribute{"name", []string{"x"}}), searchDone(r, 0, "", "")}
		}, []string{"no objectGUID", `\x1b[31mx`}},
		"not LDAP": {func(r *ber.Packet) []*ber.Packet {
			op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
			op.AppendChild(text("CN=x"))
			return []*ber.Packet{envelope(r, op)}
		}, []string{"not valid LDAP"}},
		"hangs up": {func(*ber.Packet) []*ber.Packet { return nil }, []string{"closed the connection"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openStandIn(t, startStandIn(t, test.answer), quick)
			groups, err := d.Groups(t.Context(), nil)
			if groups != nil {
				t.Errorf("%d groups beside the error", len(groups))
			}
			says(t, checked(t, err, migrate.Unreachable, "hunter2!"), test.words...)
		})
	}
}

func refuse(code int64, message string) func(*ber.Packet) []*ber.Packet {
	return func(r *ber.Packet) []*ber.Packet { return []*ber.Packet{searchDone(r, code, message, "")} }
}

func TestBusyOnceIsTriedAgain(t *testing.T) {
	t.Parallel()
	n := 0
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if n++; n == 1 {
			return refuse(51, "")(r)
		}
		return []*ber.Packet{group(r, 1, "a"), searchDone(r, 0, "", "")}
	})
	if got := namesOf(mustRead(t, openStandIn(t, s, quick))); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
}

func TestNoAnswerInTime(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, func(*ber.Packet) []*ber.Packet { return []*ber.Packet{} })
	d := openStandIn(t, s, limits{connect: 5 * time.Second, request: 100 * time.Millisecond})
	_, err := d.Groups(t.Context(), nil)
	says(t, checked(t, err, migrate.Unreachable, ""), "did not answer in time")
}

// A group that is renamed during the search can be on two pages. A server may also send names that aren't UTF-8.
func TestPagesThatOverlap(t *testing.T) {
	t.Parallel()
	page := 0
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if page++; page == 1 {
			return []*ber.Packet{group(r, 1, "old name"), group(r, 2, "caf\xe9"), searchDone(r, 0, "", "next")}
		}
		return []*ber.Packet{group(r, 1, "new name"), group(r, 3, ""), searchDone(r, 0, "", "")}
	})
	groups := mustRead(t, openStandIn(t, s, quick))
	if got := namesOf(groups); !slices.Equal(got, []string{"", "caf\xe9", "new name"}) {
		t.Errorf("got %q", got)
	}
}

func TestOtherDomainsAreNoted(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		var answers []*ber.Packet
		for _, url := range []string{
			"ldap://child.corp.example.com/DC=child,DC=corp,DC=example,DC=com",
			"ldap://corp.example.com/CN=Configuration,DC=corp,DC=example,DC=com",
			"ldap://DomainDnsZones.corp.example.com/DC=DomainDnsZones,DC=corp,DC=example,DC=com",
		} {
			op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultReference, nil, "")
			op.AppendChild(text(url))
			answers = append(answers, envelope(r, op))
		}
		return append(answers, group(r, 1, "a"), searchDone(r, 0, "", ""))
	})
	d := openStandIn(t, s, quick)
	mustRead(t, d)
	if notes := d.Notes(); len(notes) != 1 || !strings.Contains(notes[0], `"child.corp.example.com"`) {
		t.Errorf("notes %q", notes)
	}
}

// Codes that Samba does not send: those of MS-ERREF, in a domain controller's
// own form.
func TestSignInCodes(t *testing.T) {
	t.Parallel()
	for data, r := range signInCodes {
		s := startStandIn(t, nil)
		s.connection.Auth = "simple"
		s.answer = func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{done(r, ldap.ApplicationBindResponse, 49,
				fmt.Sprintf("80090308: LdapErr: DSID-0C09056D, comment: AcceptSecurityContext error, data %x, v4563\x00", data))}
		}
		says(t, problem(t, s.connection, migrate.Unreachable), r.why, fmt.Sprintf("AD error %x", data))
	}
	for _, test := range []struct {
		code    int64
		message string
		words   []string
	}{
		{
			49, "80090346: LdapErr: DSID-0C0906B5, comment: AcceptSecurityContext error, data 80090346, v4563\x00",
			[]string{"channel binding", "password is not the reason"},
		},
		{8, "00002028: LdapErr: DSID-0C090259, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v4563\x00", []string{"enforces signing", "use ldaps://"}},
		{49, "", []string{"does not accept"}},
		{7, "", []string{"doesn't accept this sign-in method"}},
		{51, "", []string{"too busy"}},
	} {
		s := startStandIn(t, nil)
		s.connection.Auth = "simple"
		s.answer = func(r *ber.Packet) []*ber.Packet {
			return []*ber.Packet{done(r, ldap.ApplicationBindResponse, test.code, test.message)}
		}
		p := problem(t, s.connection, migrate.Unreachable)
		for _, w := range test.words {
			if !strings.Contains(strings.ToLower(p.Error()), strings.ToLower(w)) {
				t.Errorf("%q does not say %q", p.Error(), w)
			}
		}
	}
}

func TestRefusedStartTLS(t *testing.T) {
	t.Parallel()
	address := runtest.Listen(t, nil, func(c net.Conn) {
		defer c.Close()
		r, err := ber.ReadPacket(c)
		if err != nil {
			return
		}
		c.Write(done(r, ldap.ApplicationExtendedResponse, 52,
			"00000000: LdapErr: DSID-0C090E17, comment: Error initializing SSL/TLS, data 0, v4563").Bytes())
		if more, err := ber.ReadPacket(c); err == nil {
			t.Errorf("after a refused StartTLS the client still sent %v", more)
		}
	})
	c := migrate.Connection{Location: "ldap://" + address, User: "a@b", Secret: migrate.NewSecret("hunter2!")}
	says(t, problem(t, c, migrate.Unreachable), "no password is sent")
}

func TestAnswersToARename(t *testing.T) {
	t.Parallel()
	id := "00000000-0000-0000-0000-000000000001"
	for _, test := range []struct {
		code    int64
		message string
		want    error
	}{
		{68, "00002071: UpdErr: DSID-031B0D0A, problem 6005 (ENTRY_EXISTS), data 0", migrate.ErrTaken},
		{68, "00000524: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0", migrate.ErrTaken},
		{19, "00000563: AtrErr: DSID-031A0FB6, #1", migrate.ErrTaken},
		{50, "00002098: SecErr: DSID-03150F94, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0", migrate.ErrDenied},
		{53, "00000005: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0", migrate.ErrDenied},
		{19, "0000200D: AtrErr: DSID-033E0D3E, #1", migrate.ErrInvalid},
		{34, "", migrate.ErrInvalid},
		{64, "00002099: NameErr: DSID-03050F4E, problem 2005 (NAMING_VIOLATION), data 0", migrate.ErrInvalid},
		{32, "", migrate.ErrGone},
		{53, "0000209A: SvcErr: DSID-031A1021, problem 5003 (WILL_NOT_PERFORM), data 0", nil},
	} {
		s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
			if r.Children[1].Tag == ldap.ApplicationSearchRequest {
				return []*ber.Packet{group(r, 1, "a"), done(r, ldap.ApplicationSearchResultDone, 0, "")}
			}
			return []*ber.Packet{done(r, ldap.ApplicationModifyDNResponse, test.code, test.message)}
		})
		_, err := openStandIn(t, s, quick).Rename(t.Context(), migrate.Change{
			ID: id, Attribute: migrate.CommonName,
			Before: "a", After: "b",
		})
		checked(t, err, migrate.Unreachable, "")
		if test.want != nil && !errors.Is(err, test.want) || test.want == nil && errors.Is(err, migrate.ErrOutcomeUnknown) {
			t.Errorf("%d %s: %v", test.code, test.message, err)
		}
	}
	// Canceled while the server processes the change: its result is unknown.
	ctx, cancel := context.WithCancel(t.Context())
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if r.Children[1].Tag == ldap.ApplicationSearchRequest {
			return []*ber.Packet{group(r, 1, "a"), done(r, ldap.ApplicationSearchResultDone, 0, "")}
		}
		cancel()
		return []*ber.Packet{}
	})
	_, err := openStandIn(t, s, quick).Rename(ctx, migrate.Change{
		ID: id, Attribute: migrate.CommonName, Before: "a",
		After: "b",
	})
	if !errors.Is(err, migrate.ErrOutcomeUnknown) {
		t.Errorf("canceled: %v", err)
	}
}

// An error in a page is returned without waiting for the next page, which was already requested and never comes
// here.
func TestAnErrorDoesNotWaitForTheNextPage(t *testing.T) {
	t.Parallel()
	first := true
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if !first {
			return []*ber.Packet{}
		}
		first = false
		return []*ber.Packet{entry(r, "CN=x", attribute{"name", []string{"x"}}), searchDone(r, 0, "", "next")}
	})
	_, err := openStandIn(t, s, limits{connect: 5 * time.Second, request: time.Hour}).Groups(t.Context(), nil)
	says(t, checked(t, err, migrate.Unreachable, ""), "no objectGUID")
}

// An answer that never ends, or that has an impossible size, is refused with an explanation, and little of it is
// kept in memory.
func TestAnAnswerWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	endless := func(c net.Conn, piece []byte) {
		for {
			if _, err := c.Write(piece); err != nil {
				return
			}
		}
	}
	entries := func(r *ber.Packet) (all []byte) {
		for i := range 200 {
			all = append(all, group(r, byte(i), "a").Bytes()...)
		}
		return all
	}
	for name, send := range map[string]func(c net.Conn, r *ber.Packet){
		"entries without end": func(c net.Conn, r *ber.Packet) { endless(c, entries(r)) },
		"a message of 1.9 GB": func(c net.Conn, _ *ber.Packet) {
			c.Write([]byte{tagSequence, 0x84, 0x71, 0, 0, 0})
			endless(c, make([]byte, 64<<10))
		},
		"a name of 30 MB": func(c net.Conn, r *ber.Packet) {
			c.Write(group(r, 1, strings.Repeat("x", 30<<20)).Bytes())
			c.Write(searchDone(r, 0, "", "").Bytes())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startStandIn(t, nil)
			s.raw = send
			d, err := Open(t.Context(), s.connection)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			groups, err := d.Groups(t.Context(), nil)
			if groups != nil {
				t.Errorf("read %d groups beside the error", len(groups))
			}
			says(t, checked(t, err, migrate.BadInput, "hunter2!"), "without an end", "--ad-base")
		})
	}
}

// Ctrl-C ends an endless answer at once, at any moment.
func TestAnAnswerWithoutEndCanBeInterrupted(t *testing.T) {
	t.Parallel()
	s := startStandIn(t, nil)
	begun := make(chan struct{})
	s.raw = func(c net.Conn, _ *ber.Packet) {
		c.Write([]byte{tagSequence, 0x83, 0xff, 0xff, 0xff})
		close(begun)
		for { // a byte now and then: no limit of size is reached
			if _, err := c.Write([]byte{0}); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	d, err := Open(t.Context(), s.connection)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	if _, err := d.Groups(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
