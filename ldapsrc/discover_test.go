package ldapsrc

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer is a stand-in for the domain's name server: Samba's own needs
// more than a test can give. It answers SRV and A questions over UDP from two
// tables and says of everything else that it does not exist.
type nameServer struct {
	srv map[string][]net.SRV
	a   map[string]string
}

func (n nameServer) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			size, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := n.answer(buf[:size]); answer != nil {
				c.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", c.LocalAddr().String())
	}}
}

func (n nameServer) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	m.Response, m.Additionals = true, nil
	header := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 1}
	if q.Type == dnsmessage.TypeSRV {
		for _, r := range n.srv[name] {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.SRVResource{
				Priority: r.Priority,
				Weight:   r.Weight, Port: r.Port, Target: dnsmessage.MustNewName(r.Target),
			}})
		}
	}
	ip, known := n.a[name]
	if q.Type == dnsmessage.TypeA && known {
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{
			A: [4]byte(net.ParseIP(ip).To4()),
		}})
	}
	if !known && len(m.Answers) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

func TestDomainByDNS(t *testing.T) {
	t.Parallel()
	s := sambatest.Shared(t)
	const all = "_ldap._tcp.dc._msdcs." + sambatest.Domain
	real := net.SRV{Target: sambatest.HostName + ".", Port: 389, Priority: 20}
	addresses := map[string]string{
		sambatest.HostName: s.Address, "dead." + sambatest.Domain: "127.255.255.1",
		"evil.example.net": s.Address,
	}
	wait := limits{connect: 30 * time.Second, request: time.Minute}
	c := s.Connection(sambatest.Reader)
	c.Location, c.Filter = "ad://"+sambatest.Domain, "(cn=Payroll)"
	for name, srv := range map[string]map[string][]net.SRV{
		"one controller":           {all: {real}},
		"without the _msdcs zone":  {"_ldap._tcp." + sambatest.Domain: {real}},
		"the first one is down":    {all: {real, {Target: "dead." + sambatest.Domain + ".", Port: 389, Priority: 10}}},
		"the first has no address": {all: {real, {Target: "nowhere." + sambatest.Domain + ".", Port: 389, Priority: 10}}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := open(t.Context(), c, nameServer{srv, addresses}.resolver(t), wait)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if got := namesOf(mustRead(t, d)); !slices.Equal(got, []string{"Payroll"}) {
				t.Errorf("got %q", got)
			}
		})
	}
	for name, test := range map[string]struct {
		srv   map[string][]net.SRV
		words []string
	}{
		"no such domain": {nil, []string{
			"cannot find a domain controller of corp.example.com", "no SRV record",
			"name server",
		}},
		"decidedly no service": {map[string][]net.SRV{all: {{Target: "."}}}, []string{"cannot find a domain controller"}},
		"all down": {
			map[string][]net.SRV{all: {
				{Target: "dead." + sambatest.Domain + "."},
				{Target: "nowhere." + sambatest.Domain + "."},
			}},
			[]string{"cannot reach any of the 2 domain controllers"},
		},
		// A certificate that is good for its own name is not enough for a name
		// outside the domain, as a forged answer could hold.
		"led outside the domain": {
			map[string][]net.SRV{all: {{Target: "evil.example.net."}}},
			[]string{`another name than "corp.example.com"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(t.Context(), c, nameServer{test.srv, addresses}.resolver(t), wait)
			says(t, checked(t, err, migrate.Unreachable, sambatest.AdminPassword), test.words...)
		})
	}
	t.Run("a wrong password is tried once", func(t *testing.T) {
		c := c
		c.User = sambatest.Lockable + "@" + sambatest.Domain
		c.Secret = migrate.NewSecret("not the password")
		twice := map[string][]net.SRV{all: {real, real, real, real, real, real, real}}
		_, err := open(t.Context(), c, nameServer{twice, addresses}.resolver(t), wait)
		says(t, checked(t, err, migrate.Unreachable, ""), "AD error 52e")
		c.Secret = migrate.NewSecret(sambatest.AdminPassword)
		d, err := open(t.Context(), c, nameServer{twice, addresses}.resolver(t), wait)
		if err != nil {
			t.Fatalf("the account was locked by one wrong password: %v", err)
		}
		d.Close()
	})
}

func TestPriorityIsKept(t *testing.T) {
	t.Parallel()
	records := map[string][]net.SRV{"_ldap._tcp.dc._msdcs.example.com": {
		{Target: "c.example.com.", Priority: 30},
		{Target: "a.example.com.", Priority: 10},
		{Target: "b.example.com.", Priority: 20},
	}}
	d := &Directory{
		location: location{scheme: migrate.ADDomain, host: "example.com"},
		resolver: nameServer{srv: records}.resolver(t), limits: defaultLimits,
	}
	got, err := d.servers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var hosts []string
	for _, s := range got {
		hosts = append(hosts, s.String())
	}
	if want := []string{"a.example.com:636", "b.example.com:636", "c.example.com:636"}; !slices.Equal(hosts, want) {
		t.Errorf("order %v", hosts)
	}
}
