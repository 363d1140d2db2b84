package ldapsrc

import (
	"net"
	"regexp"
	"strings"
	"testing"

	"ad2scim/migrate"
	"ad2scim/migrate/runtest"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// What a domain controller is asked and answers is in the log, and no password, not even one
// that the server sends back.
func TestTrace(t *testing.T) {
	t.Parallel()
	pages := 0
	s := startStandIn(t, func(r *ber.Packet) []*ber.Packet {
		if !isSearch(r) {
			return []*ber.Packet{done(r, ldap.ApplicationModifyResponse, 50, "hunter2!\x1b[31m\u202e")}
		}
		if pages++; pages == 1 {
			return []*ber.Packet{group(r, 1, "a"), group(r, 2, "b"), searchDone(r, 0, "", "next")}
		}
		return []*ber.Packet{group(r, 3, "c"), searchDone(r, 0, "", "")}
	})
	s.connection.Base = "OU=\x1b[31mGroups,DC=corp,DC=example,DC=com"
	var log runtest.Output
	ctx := migrate.WithTrace(t.Context(), migrate.NewTrace(&log))
	d, err := open(ctx, s.connection, net.DefaultResolver, quick)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if got, err := d.Groups(ctx, nil); len(got) != 3 || err != nil {
		t.Error(got, err)
	}
	id := "00000000-0000-0000-0000-000000000001"
	if _, err := d.Rename(ctx, migrate.Change{ID: id, Attribute: migrate.DisplayName, After: "A"}); err == nil {
		t.Error("the rename is not refused")
	}
	at := 0
	for _, want := range []string{
		`msg="LDAP connection" n=1 server=127.0.0.1:\d+ scheme=ldaps\n`,
		`msg="LDAP connection answer" n=1 took=\S+ address=127.0.0.1:\d+ tls="TLS 1.3" certificate="CN=dc9\\x1b\[31m`,
		`msg="LDAP search" n=2 .* base="" scope="Base Object"`,
		`msg="LDAP bind" n=3 .* method=simple user=a@b\n`, `msg="LDAP bind answer" n=3 .* result="0 Success"\n`,
		`msg="LDAP search" n=4 .* base="OU=\\x1b\[31mGroups,.* filter="\(objectClass=group\)" attributes="name .* page=1\n`,
		`msg="LDAP search" n=5 .* page=2\n`, `n=4 took=\S+ result="0 Success" entries=2 more=true\n`,
		`n=5 took=\S+ result="0 Success" entries=1 more=false\n`,
		`msg="LDAP modify" n=7 .* dn="CN=x,DC=corp,DC=example,DC=com" replace=displayName value=A\n`,
		`n=7 took=\S+ result="50 Insufficient Access Rights" error="\*\*\*\\x1b\[31m\\u202e"\n`,
	} {
		found := regexp.MustCompile(want).FindStringIndex(log.String()[at:])
		if found == nil {
			t.Fatalf("%s is not in the log, or not in its place:\n%s", want, log.String())
		}
		at += found[1]
	}
	if strings.Contains(log.String(), "hunter2") || strings.ContainsAny(log.String(), "\x1b\u202e") {
		t.Error(log.String())
	}
}

// So is how a domain's controllers are found, and one that can't be reached.
func TestTraceOfDiscovery(t *testing.T) {
	t.Parallel()
	dns := nameServer{srv: map[string][]net.SRV{
		"_ldap._tcp.dc._msdcs.corp.example.com": {{Target: "dc1.corp.example.com.", Port: 389}},
	}}
	var log runtest.Output
	_, err := open(migrate.WithTrace(t.Context(), migrate.NewTrace(&log)), migrate.Connection{
		Location: "ad://corp.example.com", User: "a@b", Secret: migrate.NewSecret("hunter2!"),
	}, dns.resolver(t), quick)
	for _, want := range []string{
		`msg="DNS look-up" n=1 type=SRV name=_ldap._tcp.dc._msdcs.corp.example.com.`,
		`records=dc1.corp.example.com.:389`, `server=dc1.corp.example.com:636 scheme=ad`,
		`error="dial tcp: lookup dc1.corp.example.com`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%v: %q is not in the log:\n%s", err, want, log.String())
		}
	}
}
