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

// Account is the account to sign in with. The zero value means the ticket cache.
type Account struct {
	User   string // user@domain or DOMAIN\user
	Secret migrate.Secret
	Keytab string // a path; replaces the password
}

// Server is the service to get a ticket for, with texts for its errors.
type Server struct {
	Service string // service principal, such as ldap/dc1.corp.example.com
	What    string // what failed, such as "cannot sign in to dc1"
	Unknown string // the reason if the domain doesn't know the service
	Address string // the advice in that case
	Option  string // the flag for a user, such as "--ad-user"
	Instead string // another way to sign in, such as "use --ad-auth simple"
}

// Get returns a client that has a ticket for the server. Its errors are *migrate.Problem. gokrb5 takes no context;
// its own time limit is five seconds for each KDC.
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
	// AD doesn't support FAST as gokrb5 expects it.
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

// hasKDC reports whether krb5.conf or DNS has a KDC for a realm. A UPN suffix may not be a realm, because an
// administrator can add any (MS-ADTS section 6.1.1.2.3.1.1, uPNSuffixes). Users with such a suffix sign in with
// their whole UPN as an enterprise name (RFC 6806 section 5) at the realm of the domain.
func hasKDC(conf *config.Config, realm string) bool {
	n, _, err := conf.GetKDCs(realm, true)
	return err == nil && n > 0
}

// principal splits user@domain. The realm is the domain in capitals, as in AD. DOMAIN\user has no realm.
func principal(user string) (name, realm string) {
	if _, after, found := strings.Cut(user, `\`); found {
		return after, ""
	}
	name, realm, _ = strings.Cut(user, "@")
	return name, strings.ToUpper(realm)
}

// domainOf returns the realm of a service principal's host, by its name.
func domainOf(service string) string {
	_, host, _ := strings.Cut(service, "/")
	_, domain, _ := strings.Cut(host, ".")
	return strings.ToUpper(domain)
}
