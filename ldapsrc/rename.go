package ldapsrc

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"ad2scim/migrate"

	"github.com/go-ldap/ldap/v3"
)

// readAttributes are the attributes that Read requests. allowedAttributesEffective is computed by the server: the
// attributes that this account may write (MS-ADTS section 3.1.1.4.5.7).
var readAttributes = []string{
	"objectGUID", "name", "cn", "displayName", "sAMAccountName", "uSNChanged",
	"isCriticalSystemObject", "groupType", "allowedAttributesEffective",
}

// names are the attributes that carry a group's name.
var names = []migrate.Attribute{migrate.CommonName, migrate.DisplayName, migrate.SAMAccountName}

// Read returns the current state of the group with this objectGUID, or migrate.ErrGone.
//
// Version is uSNChanged with the name of the domain controller, because each domain controller counts separately.
// An attribute is writable if allowedAttributesEffective contains it. Renaming the object requires the right to
// write name (MS-ADTS section 3.1.1.5.4.1.1) and, because it is written too, cn. Samba lists only cn, so there only
// an attempt can tell. Built-in groups of Windows can't be renamed here, and Authority says so.
func (d *Directory) Read(ctx context.Context, id string) (migrate.Object, error) {
	var object migrate.Object
	err := d.withRetry(ctx, "cannot read the group "+migrate.Quote(id), func(string) {}, func(c *conn) (err error) {
		object, err = d.read(ctx, c, id)
		return err
	})
	return object, err
}

// Rename makes one change and returns the group as it is stored afterwards, which may differ from the request.
// CommonName is changed by ModifyDN (RFC 4511 section 4.9), which changes the DN, name and cn; DisplayName and
// SAMAccountName are changed by Modify. An empty After removes displayName and is migrate.ErrInvalid for the other
// two.
//
// Before writing, it reads the object again and returns migrate.ErrChanged if the value is no longer Change.Before.
// Other errors that callers can test for are migrate.ErrGone, ErrTaken, ErrDenied, ErrInvalid, and
// ErrOutcomeUnknown if the connection was lost after the change was sent. Errors after that point wrap ErrSent.
// After the first change, the Directory only uses the domain controller that it wrote to, because the others learn
// of the change later.
func (d *Directory) Rename(ctx context.Context, change migrate.Change) (migrate.Object, error) {
	what := "cannot change " + string(change.Attribute) + " of " + migrate.Quote(change.Before)
	if why := invalid(change); why != "" {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.BadInput, What: what, Why: why, Next: "choose another name",
			Err: migrate.ErrInvalid,
		}
	}
	if d.location.port == "3268" || d.location.port == "3269" {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.BadInput, What: what,
			Why:  "port " + d.location.port + " is the global catalog, which is read-only",
			Next: "use ldaps:// without a port, or ad:// with the group's own domain",
		}
	}
	var after migrate.Object
	err := d.withRetry(ctx, what, func(string) {}, func(c *conn) (err error) {
		// This read also tests the connection, so that the write doesn't use an idle connection that the server has closed.
		object, err := d.read(ctx, c, change.ID)
		if err != nil {
			return err
		}
		after, err = d.rename(ctx, c, what, object, change)
		return err
	})
	return after, err
}

// rename changes the object that was just read. After the request was sent, every error is a *migrate.Problem, so
// that it isn't sent twice.
func (d *Directory) rename(ctx context.Context, c *conn, what string, object migrate.Object,
	change migrate.Change,
) (migrate.Object, error) {
	if now := object.Names[change.Attribute]; now != change.Before {
		return object, &migrate.Problem{
			Class: migrate.Unreachable, What: what,
			Why:  "it was changed in the meantime; its " + string(change.Attribute) + " is " + migrate.Quote(now),
			Next: "compare again and make a new plan", Err: migrate.ErrChanged,
		}
	}
	if c.readOnly {
		return object, readOnlyProblem(what, c.server, "")
	}
	c.limit = d.limits.request
	if !d.pinTo(c) {
		c.broken.Store(true)
		return migrate.Object{}, errOtherController // the retry connects to the pinned controller
	}
	if err := c.write(ctx, object, change); err != nil {
		return migrate.Object{}, migrate.With(writeProblem(what, change, err), migrate.ErrSent)
	}
	after, err := d.read(ctx, c, change.ID)
	if err != nil {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.Unreachable,
			What:  "cannot read " + migrate.Quote(change.After) + " back after the change",
			Why:   oneLine(err.Error()), Next: "read the group to see what is stored",
			Err: errors.Join(migrate.ErrSent, migrate.ErrOutcomeUnknown, err),
		}
	}
	return after, nil
}

// version returns uSNChanged with the domain controller that counted it.
func version(uSNChanged, dns string) string { return uSNChanged + "@" + dns }

// read finds an object by its objectGUID.
func (d *Directory) read(ctx context.Context, c *conn, id string) (migrate.Object, error) {
	what := "cannot read the group " + migrate.Quote(id)
	wire, ok := migrate.ParseGUID(id)
	if !ok {
		return migrate.Object{}, badInput(what, "it is not an objectGUID", "give it as Get-ADGroup prints it")
	}
	got, err := c.search(ctx, ldap.NewSearchRequest(d.domainDN(), ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0,
		false, guidFilter(wire), readAttributes, nil))
	if err != nil {
		return migrate.Object{}, err
	}
	if len(got.Entries) == 0 {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.Unreachable, What: what,
			Why:  "it no longer exists, or this account may not see it",
			Next: "read the list of groups again", Err: migrate.ErrGone,
		}
	}
	return objectOf(id, c.dns, got.Entries[0]), nil
}

func objectOf(id, dns string, e *ldap.Entry) migrate.Object {
	o := migrate.Object{
		ID: id, DN: e.DN, Server: dns, Version: version(e.GetEqualFoldAttributeValue("uSNChanged"), dns),
		Names: map[migrate.Attribute]string{}, Writable: map[migrate.Attribute]bool{},
	}
	allowed := e.GetEqualFoldAttributeValues("allowedAttributesEffective")
	may := func(attribute string) bool {
		return slices.ContainsFunc(allowed, func(a string) bool { return strings.EqualFold(a, attribute) })
	}
	for _, a := range names {
		if values := e.GetEqualFoldAttributeValues(string(a)); len(values) > 0 {
			o.Names[a] = values[0]
		}
	}
	if name, cn := may("name"), may("cn"); name == cn || !cn {
		o.Writable[migrate.CommonName] = name && cn
	}
	o.Writable[migrate.DisplayName] = may("displayName")
	o.Writable[migrate.SAMAccountName] = may("sAMAccountName")
	critical := strings.EqualFold(e.GetEqualFoldAttributeValue("isCriticalSystemObject"), "TRUE")
	if critical || groupTypeOf(e.GetEqualFoldAttributeValue("groupType")) == migrate.BuiltinGroup {
		o.Authority = "this is one of Windows' own groups: its name is given by Windows, and changing it breaks what refers to it"
		for _, a := range names {
			o.Writable[a] = false
		}
	}
	return o
}

// write sends one change.
func (c *conn) write(ctx context.Context, object migrate.Object, change migrate.Change) error {
	if change.Attribute == migrate.CommonName {
		asked := c.asks(ctx, "LDAP modify DN", func() []slog.Attr {
			return []slog.Attr{slog.String("dn", object.DN), slog.String("new_rdn", commonName(change.After))}
		})
		err := c.do(ctx, func() error {
			return c.ModifyDN(ldap.NewModifyDNRequest(object.DN, commonName(change.After), true, ""))
		})
		answered(asked, err)
		return err
	}
	values := []string{change.After}
	if change.After == "" {
		values = nil // replacing by no value removes the attribute (RFC 4511 section 4.6)
	}
	m := ldap.NewModifyRequest(object.DN, nil)
	m.Replace(string(change.Attribute), values)
	asked := c.asks(ctx, "LDAP modify", func() []slog.Attr {
		return []slog.Attr{
			slog.String("dn", object.DN), slog.String("replace", string(change.Attribute)),
			slog.String("value", change.After),
		}
	})
	err := c.do(ctx, func() error { return c.Modify(m) })
	answered(asked, err)
	return err
}

// commonName returns the relative distinguished name (RFC 4514). It also escapes "=" in the value, as RFC 2253
// required and Samba still does.
func commonName(value string) string {
	return "CN=" + strings.ReplaceAll(ldap.EscapeDN(value), "=", `\=`)
}

// invalid returns why a change can't be sent, or "". Other checks are left to the server.
func invalid(change migrate.Change) string {
	switch {
	case !slices.Contains(names, change.Attribute):
		return "Active Directory has no such name"
	case change.After == "" && change.Attribute != migrate.DisplayName:
		return "it cannot be empty"
	case !utf8.ValidString(change.After):
		return "Active Directory stores Unicode text alone, and the new name is not valid UTF-8"
	case strings.ContainsRune(change.After, 0):
		return "a name can't contain the character NUL"
	}
	return ""
}
