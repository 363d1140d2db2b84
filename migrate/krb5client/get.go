package krb5client

import (
	"cmp"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/types"

	"ad2scim/migrate"
)

// Account is who signs in; none at all means the ticket cache.
type Account struct {
	User   string // user@domain or DOMAIN\user
	Secret migrate.Secret
	Keytab string // a path, in place of a password
}

// Server is what the ticket is for, and the words for what stands in the way.
type Server struct {
	Service string // its principal, such as ldap/dc1.corp.example.com
	What    string // what cannot be done, such as "cannot sign in to dc1"
	Unknown string // why, where the domain does not know the service
	Address string // what to do then
	Option  string // how a user is given, such as "--ad-user"
	Instead string // another way to sign in, such as "use --ad-auth simple"
}

// Get returns a client that has a ticket for the server. Its errors are
// *migrate.Problem. gokrb5 takes no context; its own limit is five seconds for
// each KDC.
func Get(s Server, a Account) (*client.Client, error) {
	name, realm := principal(a.User)
	conf, err := configuration(s, cmp.Or(realm, domainOf(s.Service)))
	if err != nil {
		return nil, err
	}
	enterprise := false
	if home := cmp.Or(domainOf(s.Service), conf.LibDefaults.DefaultRealm); realm != "" && realm != home &&
		!hasKDC(conf, realm) {
		name, realm, enterprise = a.User, home, true
	}
	realm = cmp.Or(realm, conf.LibDefaults.DefaultRealm)
	// AD does not do FAST as gokrb5 expects it.
	noFAST := client.DisablePAFXFAST(true)
	var k *client.Client
	switch {
	case a.Keytab != "":
		kt, err := load(keytab.Load, a.Keytab)
		if err != nil {
			return nil, &migrate.Problem{
				Class: migrate.BadInput, What: "cannot use the keytab " + migrate.Quote(a.Keytab),
				Why: "it isn't a valid keytab", Next: "create it again with ktpass or ktutil", Err: err,
			}
		}
		k = client.NewWithKeytab(name, realm, kt, conf, noFAST)
	case !a.Secret.IsZero() && a.User != "":
		k = client.NewWithPassword(name, realm, a.Secret.Reveal(), conf, noFAST)
	default:
		if k, err = fromCache(s, conf, noFAST); err != nil {
			return nil, err
		}
	}
	if enterprise {
		k.Credentials.SetCName(types.PrincipalName{NameType: nametype.KRB_NT_ENTERPRISE, NameString: []string{name}})
	}
	if err = k.AffirmLogin(); err == nil {
		_, _, err = k.GetServiceTicket(s.Service)
	}
	if err != nil {
		k.Destroy()
		return nil, s.explain(a, err)
	}
	return k, nil
}

// hasKDC says whether krb5.conf or DNS knows a Kerberos server of a realm. A UPN
// suffix need not be one: an administrator adds any (MS-ADTS section
// 6.1.1.2.3.1.1, uPNSuffixes). Its users sign in by their whole UPN as an enterprise
// name (RFC 6806 section 5) at the realm of the domain.
func hasKDC(conf *config.Config, realm string) bool {
	n, _, err := conf.GetKDCs(realm, true)
	return err == nil && n > 0
}

// principal splits user@domain. The realm is the domain in capitals, as AD
// has it; DOMAIN\user names no realm.
func principal(user string) (name, realm string) {
	if _, after, found := strings.Cut(user, `\`); found {
		return after, ""
	}
	name, realm, _ = strings.Cut(user, "@")
	return name, strings.ToUpper(realm)
}

// domainOf returns the realm that the name of a service's host suggests.
func domainOf(service string) string {
	_, host, _ := strings.Cut(service, "/")
	_, domain, _ := strings.Cut(host, ".")
	return strings.ToUpper(domain)
}
