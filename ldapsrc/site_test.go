package ldapsrc

import (
	"context"
	"encoding/binary"
	"net"
	"slices"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate"
)

// pingAnswer is what a domain controller answers to an LDAP ping; the names are
// forest, domain, host, NetBIOS domain, NetBIOS computer, user, its site, and the
// client's site.
func pingAnswer(names ...string) []byte {
	data := binary.LittleEndian.AppendUint16(nil, 23)
	data = append(data, make([]byte, 22)...)
	for i, name := range names {
		if i == 1 { // the domain is the forest: a pointer, as domain controllers write it
			data = append(data, 0xc0, 24)
			continue
		}
		for label := range strings.SplitSeq(name, ".") {
			if label == "" {
				continue
			}
			data = append(data, byte(len(label)))
			data = append(data, label...)
		}
		data = append(data, 0)
	}
	request := ber.NewSequence("")
	request.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, 1, ""))
	return entry(request, "", attribute{"Netlogon", []string{string(data)}}).Bytes()
}

func TestClientSite(t *testing.T) {
	site, err := clientSite(pingAnswer("corp.example.com", "", "dc1.corp.example.com", "CORP", "DC1", "", "Zurich",
		"Oslo-1"))
	if err != nil || site != "Oslo-1" {
		t.Errorf("%q, %v", site, err)
	}
	for _, bad := range []string{"", "a b", "x.y\x00", "Oslo._tcp"} {
		if site, err := clientSite(pingAnswer("f", "", "h", "N", "C", "", "S", bad)); err == nil {
			t.Errorf("%q is taken for the site %q", bad, site)
		}
	}
}

// FuzzClientSite: whatever is sent in answer to a ping, it is a site that DNS can
// be asked for, or none.
func FuzzClientSite(f *testing.F) {
	f.Add(pingAnswer("corp.example.com", "", "dc1.corp.example.com", "CORP", "DC1", "", "Zurich", "Oslo-1"))
	f.Add([]byte{0x30, 0x84, 0, 0})
	f.Fuzz(func(t *testing.T, answer []byte) {
		if site, err := clientSite(answer); err == nil && (site == "" || len(site) > 63) {
			t.Errorf("%q", site)
		}
	})
}

// A domain controller answers the ping by UDP: this is one.
func TestAskSite(t *testing.T) {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go func() {
		buf := make([]byte, 1500)
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return
		}
		if r, err := ber.DecodePacketErr(buf[:n]); err != nil || r.Children[1].Tag != ldap.ApplicationSearchRequest {
			return
		}
		c.WriteTo(pingAnswer("corp.example.com", "", "dc1.corp.example.com", "CORP", "DC1", "", "Zurich", "Oslo"), from)
	}()
	if site := askSite(t.Context(), net.DefaultResolver, c.LocalAddr().String(), "corp.example.com"); site != "Oslo" {
		t.Errorf("%q", site)
	}
}

// The site's domain controllers come first, the others after.
func TestTheSitesDomainControllersComeFirst(t *testing.T) {
	records := map[string][]net.SRV{
		"_ldap._tcp.dc._msdcs.example.com": {
			{Target: "far.example.com.", Priority: 10},
			{Target: "near.example.com.", Priority: 20},
		},
		"_ldap._tcp.Oslo._sites.dc._msdcs.example.com": {{Target: "near.example.com.", Priority: 10}},
	}
	for site, want := range map[string][]string{
		"Oslo": {"near.example.com:636", "far.example.com:636"},
		"":     {"far.example.com:636", "near.example.com:636"}, "Nowhere": {"far.example.com:636", "near.example.com:636"},
	} {
		d := &Directory{
			location: location{scheme: migrate.ADDomain, host: "example.com"},
			resolver: nameServer{srv: records}.resolver(t), limits: defaultLimits,
			ping: func(context.Context, []server) string { return site },
		}
		got, err := d.servers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var hosts []string
		for _, s := range got {
			hosts = append(hosts, s.String())
		}
		if !slices.Equal(hosts, want) {
			t.Errorf("site %q: %v", site, hosts)
		}
	}
}
