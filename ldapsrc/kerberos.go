package ldapsrc

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3/gssapi"
	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/keytab"
)

const noTicket = "cannot sign in with Kerberos"

// pureTicket makes a Kerberos client without the system's help: from the
// password, the keytab, or the ticket cache, as krb5.conf says (KRB5_CONFIG
// and KRB5CCNAME as in kinit).
func (s signIn) pureTicket(c *conn) (_ *gssapi.Client, err error) {
	name, realm := principal(s.user)
	conf, err := krb5Config(cmp.Or(realm, domainOf(c.dns)))
	if err != nil {
		return nil, err
	}
	realm = cmp.Or(realm, conf.LibDefaults.DefaultRealm)
	// AD does not do FAST as gokrb5 expects it.
	noFAST := client.DisablePAFXFAST(true)
	var k *client.Client
	switch {
	case s.keytab != "":
		kt, err := load(keytab.Load, s.keytab)
		if err != nil {
			return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot use the keytab " + migrate.Quote(s.keytab), Why: "it is not a keytab that can be read", Next: "make it anew with ktpass or ktutil", Err: err}
		}
		k = client.NewWithKeytab(name, realm, kt, conf, noFAST)
	case !s.secret.IsZero() && s.user != "":
		k = client.NewWithPassword(name, realm, s.secret.Reveal(), conf, noFAST)
	default:
		if k, err = fromCache(conf, noFAST); err != nil {
			return nil, err
		}
	}
	if err := k.AffirmLogin(); err != nil {
		k.Destroy()
		return nil, kerberosProblem(s, c, err)
	}
	if _, _, err := k.GetServiceTicket("ldap/" + c.dns); err != nil {
		k.Destroy()
		return nil, kerberosProblem(s, c, err)
	}
	return &gssapi.Client{Client: k}, nil
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

// domainOf returns the realm that a domain controller's name suggests.
func domainOf(host string) string {
	_, domain, _ := strings.Cut(host, ".")
	return strings.ToUpper(domain)
}

// krb5Config reads krb5.conf. Where there is none, the KDCs are looked up in
// DNS.
func krb5Config(realm string) (*config.Config, error) {
	path, named := os.LookupEnv("KRB5_CONFIG")
	if !named {
		path = "/etc/krb5.conf"
		if _, err := os.Stat(path); err != nil {
			return config.NewFromString(fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = true\n udp_preference_limit = 1\n", realm))
		}
	}
	conf, err := config.Load(path)
	// What gokrb5 does not support, it reports and leaves out.
	if _, partly := err.(config.UnsupportedDirective); err != nil && !partly {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read " + migrate.Quote(path), Why: oneLine(err.Error()), Next: "set KRB5_CONFIG to a valid krb5.conf", Err: err}
	}
	return conf, nil
}

func fromCache(conf *config.Config, settings ...func(*client.Settings)) (*client.Client, error) {
	where, named := os.LookupEnv("KRB5CCNAME")
	if !named {
		where = fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid())
	}
	// A one-letter type is a Windows drive.
	if kind, rest, typed := strings.Cut(where, ":"); typed && len(kind) > 1 {
		if kind != "FILE" {
			return nil, badInput(noTicket, "the ticket cache is of the type "+migrate.Quote(kind)+", which only the system can read", "run: KRB5CCNAME=FILE:/tmp/ad2scim.cc kinit user@REALM, and start ad2scim with the same KRB5CCNAME")
		}
		where = rest
	}
	if _, err := os.Stat(where); err != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: noTicket, Why: "there is no ticket cache at " + migrate.Quote(where), Next: "run kinit, or give a user with --ad-user", Err: err}
	}
	cache, err := load(credentials.LoadCCache, where)
	if err == nil {
		var k *client.Client
		if k, err = client.NewFromCCache(cache, conf, settings...); err == nil {
			return k, nil
		}
	}
	return nil, &migrate.Problem{Class: migrate.BadInput, What: noTicket, Why: "the ticket cache " + migrate.Quote(where) + " holds no ticket that can be used", Next: "run kinit again", Err: err}
}

// load reads a file with gokrb5, which panics on some that are broken.
func load[T any](read func(string) (T, error), path string) (content T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the file is broken: %v", p)
		}
	}()
	return read(path)
}

// kerberosErrors are the KDC's errors (RFC 4120 section 7.5.9) and gokrb5's own
// in plain words. gokrb5 hands them on as text alone.
var kerberosErrors = []struct{ text, why, next string }{
	{"KDC_ERR_PREAUTH_FAILED", "the password or keytab is wrong", "check it; after a change of the password make the keytab anew"},
	{"KDC_ERR_C_PRINCIPAL_UNKNOWN", "the domain has no such user", "check --ad-user; it is the logon name, as user@domain"},
	{"KDC_ERR_S_PRINCIPAL_UNKNOWN", "the domain knows no LDAP service by the server's name", "give the domain controller's full name in --ad"},
	{"KDC_ERR_CLIENT_REVOKED", "the account is disabled, locked or expired", "ask a domain administrator to enable or unlock it"},
	{"KDC_ERR_KEY_EXPIRED", "the password has expired or must be changed", "change the password, then try again"},
	{"KRB_AP_ERR_SKEW", "the clocks of this computer and the domain differ by more than five minutes", "set this computer's clock"},
	{"KRB_AP_ERR_TKT_EXPIRED", "the ticket has expired", "run kinit again"},
	{"KDC_ERR_ETYPE_NOSUPP", "the domain and this program have no encryption type in common", "allow AES for the account in Active Directory"},
	{"password/keytab incorrect", "the password or keytab is wrong", "check it; after a change of the password make the keytab anew"},
	{"no user credentials available", "the ticket has expired", "run kinit again"},
	{"no KDC", "krb5.conf and DNS name no Kerberos server of the realm", "name the KDC in krb5.conf (KRB5_CONFIG), or use --ad-auth simple"},
	{"have any defined KDCs", "krb5.conf and DNS name no Kerberos server of the realm", "name the KDC in krb5.conf (KRB5_CONFIG), or use --ad-auth simple"},
	{"Networking_Error", "no Kerberos server of the realm can be reached", "check krb5.conf (KRB5_CONFIG) and that port 88 is open, or use --ad-auth simple"},
}

func kerberosProblem(s signIn, c *conn, err error) error {
	p := &migrate.Problem{Class: migrate.Unreachable, What: noTicket + s.as() + " to " + c.server, Why: oneLine(err.Error()), Next: "check krb5.conf, or use --ad-auth simple", Err: err}
	for _, k := range kerberosErrors {
		if strings.Contains(err.Error(), k.text) {
			p.Why, p.Next = k.why, k.next
			break
		}
	}
	return p
}
