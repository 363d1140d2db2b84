package sambatest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"ad2scim/migrate"
)

// The domain of a server without options.
const (
	Domain        = "corp.example.com"
	NetBIOS       = "CORP"
	BaseDN        = "DC=corp,DC=example,DC=com"
	HostName      = "dc1.corp.example.com"
	AdminUser     = "administrator@corp.example.com"
	AdminPassword = "Adm1n-of-the-lab"
)

// Server is a running domain controller on its own loopback address.
type Server struct {
	URL       string // ldaps://127.x.y.z
	LDAPURL   string // ldap://127.x.y.z, for StartTLS
	Address   string // 127.x.y.z
	CAFile    string // the certificate of the certificate authority, PEM
	KeyFile   string // the private key of CertFile, PEM
	CertFile  string
	Krb5Conf  string // a krb5.conf with this server's KDC
	Domain    string
	BaseDN    string
	AdminUser string

	// AdminPassword is the password of AdminUser and of every account that this package creates.
	AdminPassword string

	dir     string
	options []string
	process *exec.Cmd
	stdin   io.Closer
	exited  chan struct{}
}

// Option changes the domain that Start makes.
type Option func(*recipe)

// ExtraGroups adds n ordinary groups, "Extra 00001" and so on, below OU=Extra. The domain is cached for later runs.
func ExtraGroups(n int) Option { return func(r *recipe) { r.extraGroups = n } }

// otherDomain is a domain with other names than the default.
type otherDomain struct{ name, netBIOS string }

// EmptyDomain makes a domain controller of another domain, with only the objects that every domain has: for tests
// with several domains.
func EmptyDomain(name, netBIOS string) Option {
	return func(r *recipe) { r.other = &otherDomain{name, netBIOS} }
}

func (r recipe) domain() otherDomain {
	if r.other != nil {
		return *r.other
	}
	return otherDomain{Domain, NetBIOS}
}

// WithSetting adds a line to smb.conf, such as "ldap server require strong auth = allow_sasl_over_tls".
func WithSetting(line string) Option {
	return func(r *recipe) { r.settings = append(r.settings, "--option="+line) }
}

// Run starts a domain controller in dir, which must be empty and have a short path because Samba puts sockets
// there. report receives the progress in a few words and may be nil. Call Stop at the end.
func Run(ctx context.Context, dir string, report func(string), opts ...Option) (*Server, error) {
	var r recipe
	for _, o := range opts {
		o(&r)
	}
	if report == nil {
		report = func(string) {}
	}
	filled, err := r.provisioned(ctx, report)
	if err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "cp", "-a", "--reflink=auto", filled+"/.", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("copying the filled domain: %w: %s", err, out)
	}
	domain := r.domain().name
	s := &Server{
		dir: dir, Address: loopback(), Domain: domain, BaseDN: "DC=" + strings.ReplaceAll(domain, ".", ",DC="),
		AdminUser: "administrator@" + domain, AdminPassword: AdminPassword,
	}
	s.URL, s.LDAPURL = "ldaps://"+s.Address, "ldap://"+s.Address
	s.CAFile, s.CertFile, s.KeyFile = filepath.Join(dir, "ca.pem"), filepath.Join(dir, "cert.pem"),
		filepath.Join(dir, "key.pem")
	if err := s.makeCertificates(); err != nil {
		return nil, err
	}
	if err := s.configure(filled); err != nil {
		return nil, err
	}
	s.options = append([]string{
		"-s", s.conf(), "--interactive", "--model=single", "--debug-stdout", "--no-process-group",
		"--option=server services=ldap kdc",
		"--option=interfaces=" + s.Address + "/8",
		"--option=bind interfaces only=yes",
		"--option=tls certfile=" + s.CertFile, "--option=tls keyfile=" + s.KeyFile, "--option=tls cafile=" + s.CAFile,
	}, r.settings...)
	report("starting Samba")
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Start restarts a stopped server on the same address with the same content, and waits until it answers.
func (s *Server) Start(ctx context.Context) error {
	log, err := os.Create(filepath.Join(s.dir, "samba.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command("samba", s.options...)
	cmd.Stdout, cmd.Stderr = log, log
	ownGroup(cmd)
	// With --interactive, Samba ends when its standard input closes, so it never outlives this process.
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.process, s.stdin, s.exited = cmd, stdin, make(chan struct{})
	go func(exited chan struct{}) {
		cmd.Wait()
		close(exited)
	}(s.exited)

	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if err = s.checkIdentity(ctx); err == nil {
			return nil
		}
		select {
		case <-s.exited:
			err = errors.New("it ended")
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
			continue
		}
		s.Stop()
		tail, _ := os.ReadFile(log.Name())
		return fmt.Errorf("samba did not start: %w\n%s", err, tail[max(0, len(tail)-2000):])
	}
}

// Stop kills the server, as a power failure would. Start restarts it with the data that it had stored.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	kill(s.process)
	s.stdin.Close()
	<-s.exited
	s.process = nil
}

// Connection returns a connection with a simple bind as an account of this domain, such as Reader. An empty account
// is the administrator.
func (s *Server) Connection(account string) migrate.Connection {
	user := s.AdminUser
	if account != "" {
		user = account + "@" + s.Domain
	}
	return migrate.Connection{Location: s.URL, User: user, CAFile: s.CAFile, Secret: migrate.NewSecret(AdminPassword)}
}

var servers atomic.Uint32

// loopback returns an address in 127.0.0.0/8, made from the process id and a counter, that no other server on this
// computer is likely to use.
func loopback() string {
	var seed [8]byte
	binary.BigEndian.PutUint32(seed[:], uint32(os.Getpid()))
	binary.BigEndian.PutUint32(seed[4:], servers.Add(1))
	h := sha256.Sum256(seed[:])
	return netip.AddrFrom4([4]byte{127, 16 + h[0]%200, h[1], 1 + h[2]%250}).String()
}
