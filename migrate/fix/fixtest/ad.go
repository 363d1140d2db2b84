package fixtest

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"ad2scim/migrate"
	"ad2scim/migrate/demo/dc"
	"ad2scim/migrate/runtest"
)

// The result codes of each kind (RFC 4511 appendix A).
var (
	refusals = []uint16{
		ldap.LDAPResultInsufficientAccessRights, ldap.LDAPResultEntryAlreadyExists,
		ldap.LDAPResultNoSuchObject, ldap.LDAPResultConstraintViolation,
	}
	failures = []uint16{
		ldap.LDAPResultOther, ldap.LDAPResultUnavailable, ldap.LDAPResultBusy,
		ldap.LDAPResultOperationsError,
	}
)

const (
	adDomain   = "corp.example.com"
	adUser     = "admin@" + adDomain
	adPassword = "not-the-real-one-7Q"

	replication = 20 * time.Second
	adLag       = 3 * time.Second // a request may still be processed after its connection was lost
)

// startAD starts domain controllers with the same group behind one address that alternates between them.
func startAD(t testing.TB, f *Faults, directory Directory, hosts ...string) *Lab {
	t.Helper()
	certificate := httptest.NewUnstartedServer(nil)
	certificate.StartTLS()
	t.Cleanup(certificate.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	var domain []*dc.Directory
	var groups, outer []*dc.Entry
	var at []string
	for _, host := range hosts {
		d := dc.NewDirectory(adDomain)
		d.Host = host
		groups = append(groups, d.Add(d.Base(), "CN", before, "group").Set("sAMAccountName", "sales-emea").Set("displayName",
			before))
		outer = append(outer, d.Add(d.Base(), "CN", "Everybody", "group"))
		user := d.Add(d.Base(), "CN", "Ada", "user")
		d.Link(groups[len(groups)-1], user)
		d.Link(outer[len(outer)-1], user)
		d.Link(outer[len(outer)-1], groups[len(groups)-1])
		domain = append(domain, d)
	}
	for i, d := range domain {
		s := &dc.Server{Directory: d, TLS: &tls.Config{
			MinVersion:   tls.VersionTLS12,
			Certificates: certificate.TLS.Certificates,
		}, Accounts: map[string]string{adUser: adPassword}}
		s.Changes = f.replicated(domain, i)
		s.Searches = func() uint16 {
			if f.readable() {
				return 0
			}
			return ldap.LDAPResultOperationsError
		}
		at = append(at, listen(t, s))
	}
	c := migrate.Connection{
		Location: "ldaps://" + balance(t, at), User: adUser, Auth: "simple",
		Secret: migrate.NewSecret(adPassword), CAFile: ca,
	}
	return &Lab{
		Faults: f, Side: migrate.AD, Attribute: migrate.CommonName, ID: groups[0].ID(), Before: before, After: after,
		Connection: c, Env: []string{"AD2SCIM_AD_PASSWORD=" + adPassword},
		Open: func(ctx context.Context) (Target, error) { return directory(ctx, c) },
		Names: func() (names []string) {
			for i := range groups {
				names = append(names, domain[i].Name(groups[i]))
			}
			return names
		},
		Members: func() (ids []string) {
			for i, d := range domain {
				ids = append(ids, d.Members(groups[i])...)
				ids = append(ids, d.Members(outer[i])...)
			}
			return ids
		},
	}
}

// replicated makes a domain controller replicate its changes to the others after a delay.
func (f *Faults) replicated(domain []*dc.Directory, i int) func(dc.Change) (uint16, bool) {
	return func(c dc.Change) (uint16, bool) {
		code := uint16(0)
		do := func() {
			if code = c.On(domain[i]); code != 0 {
				return
			}
			for j, other := range domain {
				if j != i {
					f.Later(replication, func() { c.On(other) })
				}
			}
		}
		if !f.write(adLag, do) {
			do()
			return code, true
		}
		switch f.Answer {
		case Client:
			return refusals[f.Variant%len(refusals)], true
		case Server:
			return failures[f.Variant%len(failures)], true
		case Cut:
			return 0, false
		}
		return code, true
	}
}

func listen(t testing.TB, s *dc.Server) string {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { s.Serve(ctx, l) })
	t.Cleanup(func() {
		stop()
		done.Wait()
	})
	return l.Addr().String()
}

// balance listens and forwards each connection to the next of these addresses.
func balance(t testing.TB, to []string) string {
	if len(to) == 1 {
		return to[0]
	}
	var next atomic.Int64
	return runtest.Listen(t, nil, func(from net.Conn) { carry(from, to[int(next.Add(1))%len(to)]) })
}

func carry(from net.Conn, address string) {
	defer from.Close()
	to, err := net.Dial("tcp4", address)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		io.Copy(to, from)
		to.Close()
	}()
	io.Copy(from, to)
}
