package ldapsrc

import (
	"errors"
	"strings"
	"testing"

	"ad2scim/ldapsrc/sambatest"
	"ad2scim/migrate"
)

// renamed makes a change that must succeed and returns the object.
func renamed(t *testing.T, d *Directory, c migrate.Change) migrate.Object {
	t.Helper()
	o, err := d.Rename(t.Context(), c)
	if err != nil {
		t.Fatalf("%q to %q: %v", c.Before, c.After, err)
	}
	return o
}

// refusedRename makes a change that must fail with this class and error.
func refusedRename(t *testing.T, d *Directory, c migrate.Change, class migrate.Class, want error) *migrate.Problem {
	t.Helper()
	_, err := d.Rename(t.Context(), c)
	if !errors.Is(err, want) {
		t.Fatalf("%q to %q: %v, not %v", c.Before, c.After, err, want)
	}
	return checked(t, err, class, "")
}

func TestRename(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	c := s.Connection("")
	c.Base = "OU=Groups," + s.BaseDN
	d := mustOpen(t, c)
	groups := mustRead(t, d)
	id := byDN(t, groups, "CN=Payroll,OU=Groups,"+s.BaseDN).ID
	o, err := d.Read(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if o.Names[migrate.CommonName] != "Payroll" || o.Names[migrate.DisplayName] != "Payroll Berlin" ||
		o.Names[migrate.SAMAccountName] != "payroll" || o.DN != "CN=Payroll,OU=Groups,"+s.BaseDN {
		t.Fatalf("read %+v", o)
	}
	for _, a := range names {
		if may, known := o.Writable[a]; known && !may {
			t.Errorf("the administrator may not write %s: %v %v", a, may, known)
		}
	}
	// Every hostile name, one after the other: each must be stored and read
	// back byte for byte. That takes in what real domain controllers may treat
	// otherwise: a name that ends in a blank (Samba keeps it, AD may trim it)
	// and one that differs by case alone (Samba and AD take it).
	before := "Payroll"
	for _, name := range append(sambatest.HostileNames(), "payroll", "Payroll", "PAYROLL ", `\`, "=", "a=b,c=d") {
		o = renamed(t, d, migrate.Change{ID: id, Attribute: migrate.CommonName, Before: before, After: name})
		if o.Names[migrate.CommonName] != name || o.ID != id {
			t.Fatalf("stored %q, not %q", o.Names[migrate.CommonName], name)
		}
		before = name
	}
	if o.Names[migrate.DisplayName] != "Payroll Berlin" || o.Names[migrate.SAMAccountName] != "payroll" {
		t.Errorf("a rename changed the other names: %+v", o.Names)
	}
	before = "Payroll Berlin"
	for _, name := range sambatest.HostileNames() {
		o = renamed(t, d, migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: before, After: name})
		if o.Names[migrate.DisplayName] != name {
			t.Fatalf("stored %q, not %q", o.Names[migrate.DisplayName], name)
		}
		before = name
	}
	o = renamed(t, d, migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: before, After: ""})
	if _, has := o.Names[migrate.DisplayName]; has {
		t.Errorf("displayName is still %q", o.Names[migrate.DisplayName])
	}
	o = renamed(t, d, migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: "", After: "Back again"})
	if o.Names[migrate.DisplayName] != "Back again" {
		t.Errorf("displayName is %q", o.Names[migrate.DisplayName])
	}
	o = renamed(t, d, migrate.Change{ID: id, Attribute: migrate.SAMAccountName, Before: "payroll", After: "Pay-Roll"})
	if o.Names[migrate.SAMAccountName] != "Pay-Roll" {
		t.Errorf("sAMAccountName is %q", o.Names[migrate.SAMAccountName])
	}
}

func TestRenameRefused(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	d := mustOpen(t, only(s.Connection(""), "Payroll*"))
	groups := mustRead(t, d)
	id := byDN(t, groups, "CN=Payroll,OU=Groups,"+s.BaseDN).ID
	name := func(after string) migrate.Change {
		return migrate.Change{ID: id, Attribute: migrate.CommonName, Before: "Payroll", After: after}
	}
	says(t, refusedRename(t, d, name("finance admins"), migrate.Unreachable, migrate.ErrTaken), "Payroll",
		"finance admins")
	// Samba takes a cn of any length; AD stops at 64 characters.
	refusedRename(t, d, migrate.Change{
		ID: id, Attribute: migrate.DisplayName, Before: "Payroll Berlin",
		After: strings.Repeat("x", 257),
	}, migrate.Unreachable, migrate.ErrInvalid)
	refusedRename(t, d, migrate.Change{ID: id, Attribute: migrate.SAMAccountName, Before: "payroll", After: "pay:roll"},
		migrate.Unreachable, migrate.ErrInvalid)
	refusedRename(t, d, name(""), migrate.BadInput, migrate.ErrInvalid)
	refusedRename(t, d, name("a\x00b"), migrate.BadInput, migrate.ErrInvalid)
	refusedRename(t, d, name("caf\xe9"), migrate.BadInput, migrate.ErrInvalid)
	refusedRename(t, d, migrate.Change{ID: id, Attribute: "description", After: "x"}, migrate.BadInput, migrate.ErrInvalid)
	refusedRename(t, d, migrate.Change{ID: id, Attribute: migrate.SAMAccountName, Before: "payroll", After: "Newsletter"},
		migrate.Unreachable, migrate.ErrTaken)
	refusedRename(t, d, migrate.Change{ID: id, Attribute: migrate.CommonName, Before: "payroll", After: "x"},
		migrate.Unreachable, migrate.ErrChanged)

	renamed(t, d, migrate.Change{ID: id, Attribute: migrate.DisplayName, Before: "Payroll Berlin", After: "Payroll Bonn"})
	// A concurrent change of the members or of another name is no reason to refuse, because the name is still as it was
	// read.
	renamed(t, d, name("Payroll 2"))
	if got := mustRead(t, d); byDN(t, got, "CN=Payroll 2,OU=Groups,"+s.BaseDN).ID != id {
		t.Error("the id went to another group")
	}

	gone := "00000000-0000-4000-8000-000000000000"
	refusedRename(t, d, migrate.Change{ID: gone, Attribute: migrate.CommonName, Before: "a", After: "b"},
		migrate.Unreachable, migrate.ErrGone)
	if _, err := d.Read(t.Context(), gone); !errors.Is(err, migrate.ErrGone) {
		t.Errorf("reading what is not there: %v", err)
	}
	_, err := d.Read(t.Context(), "Payroll")
	checked(t, err, migrate.BadInput, "")
}

func TestRightsAreKnownBeforeTheAttempt(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	groups := mustRead(t, mustOpen(t, only(s.Connection(""), "Payroll", "Domain Admins", "Guests")))
	payroll := byDN(t, groups, "CN=Payroll,OU=Groups,"+s.BaseDN).ID
	const yes, no, open = "yes", "no", "not known"
	for _, test := range []struct{ account, id, name, display, sam string }{
		// Samba does not tell whether an object may be renamed that is writable.
		{"", payroll, open, yes, yes},
		{sambatest.Helpdesk, payroll, no, yes, no},
		{sambatest.Reader, payroll, no, no, no},
		{"", byDN(t, groups, sambatest.SystemGroup).ID, no, no, no},
		{"", byDN(t, groups, "CN=Guests,CN=Builtin,"+s.BaseDN).ID, no, no, no},
	} {
		o, err := mustOpen(t, s.Connection(test.account)).Read(t.Context(), test.id)
		if err != nil {
			t.Fatal(err)
		}
		for a, want := range map[migrate.Attribute]string{
			migrate.CommonName: test.name, migrate.DisplayName: test.display,
			migrate.SAMAccountName: test.sam,
		} {
			got := open
			if may, known := o.Writable[a]; known {
				got = map[bool]string{true: yes, false: no}[may]
			}
			if got != want {
				t.Errorf("%q of %s: %s writable: %s, want %s", test.account, o.DN, a, got, want)
			}
		}
		if system := test.id != payroll; system != (o.Authority != "") {
			t.Errorf("authority of %s is %q", o.DN, o.Authority)
		}
	}
	help := mustOpen(t, s.Connection(sambatest.Helpdesk))
	renamed(t, help, migrate.Change{
		ID: payroll, Attribute: migrate.DisplayName, Before: "Payroll Berlin",
		After: "Payroll Bonn",
	})
	refusedRename(t, help, migrate.Change{
		ID: payroll, Attribute: migrate.CommonName, Before: "Payroll",
		After: "Payroll Bonn",
	}, migrate.Unreachable, migrate.ErrDenied)
	refusedRename(t, help, migrate.Change{ID: payroll, Attribute: migrate.SAMAccountName, Before: "payroll", After: "x"},
		migrate.Unreachable, migrate.ErrDenied)
}

func TestRenamesSideBySide(t *testing.T) {
	t.Parallel()
	s := sambatest.Start(t)
	c := s.Connection("")
	c.Filter = "(cn=Team 00*)"
	d := mustOpen(t, c)
	groups := mustRead(t, d)
	failed := make(chan error)
	for _, g := range groups {
		go func() {
			o, err := d.Rename(t.Context(), migrate.Change{
				ID: g.ID, Attribute: migrate.CommonName, Before: g.Name,
				After: g.Name + " renamed",
			})
			if err == nil && o.Names[migrate.CommonName] != g.Name+" renamed" {
				err = errors.New("stored " + o.Names[migrate.CommonName])
			}
			failed <- err
		}()
	}
	for range groups {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}
