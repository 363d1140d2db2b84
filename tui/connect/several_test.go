package connect

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"ad2scim/migrate"
	"ad2scim/tui/screentest"
	"ad2scim/tui/session"
)

// driver is the screen with a session that reads lists in memory, with several sources as one.
type driver struct {
	*Connect
	s    *session.Session
	kept map[migrate.Side]migrate.Connection
	own  []migrate.Connection // connections whose secret was saved in the keyring
}

func (b *driver) Connection(side migrate.Side) (migrate.Connection, error) { return b.kept[side], nil }

func (b *driver) Remember(side migrate.Side, c migrate.Connection) error {
	b.kept[side] = c
	return nil
}

func (b *driver) Token(string) (migrate.Secret, error) { return migrate.Secret{}, nil }

func (b *driver) Complete(_ migrate.Side, c migrate.Connection) migrate.Connection { return c }

func (b *driver) Keep(c migrate.Connection, _ migrate.Secret) error {
	b.own = append(b.own, c)
	return nil
}

func newDriver(t *testing.T, ad ...string) *driver {
	t.Helper()
	b := &driver{kept: map[migrate.Side]migrate.Connection{}}
	var all []migrate.Connection
	for _, location := range ad {
		all = append(all, migrate.Connection{Location: location, NameAttribute: "name"})
	}
	open := func(_ context.Context, side migrate.Side, c migrate.Connection) (migrate.Source, error) {
		var parts []migrate.Source
		for _, one := range c.Sources() {
			if strings.Contains(one.Location, "down") {
				return nil, errors.New(one.Location + " can't be reached")
			}
			parts = append(parts, &screentest.Source{
				Name: one.Location,
				List: []migrate.Group{{ID: one.Location, Name: "A group of " + one.Location}},
			})
		}
		return migrate.Join(parts...), nil
	}
	b.s = session.New(t.Context(), session.Config{Open: open, Memory: b, Secrets: b, AD: migrate.JoinConnections(all)})
	b.Connect = New(b.s)
	b.SetSize(100, 24)
	b.follow(b.s.ReadAll())
	return b
}

func (b *driver) follow(cmd tea.Cmd) {
	screentest.Follow(cmd, func(msg tea.Msg) tea.Cmd { return tea.Batch(b.s.Update(msg), b.Update(msg)) })
}

func (b *driver) press(keys ...string) {
	for _, k := range keys {
		b.follow(b.Update(screentest.Key(k)))
	}
}

// fill opens the page of fields. It ignores the command, which blinks the cursor forever.
func (b *driver) fill() { b.openFields() }

func (b *driver) shows(t *testing.T, all ...string) {
	t.Helper()
	view := ansi.Strip(b.View())
	for _, text := range all {
		if !strings.Contains(view, text) {
			t.Errorf("no %q in\n%s", text, view)
		}
	}
}

func (b *driver) locations() (all []string) {
	for _, one := range b.s.AD.Connection.Sources() {
		all = append(all, one.Location)
	}
	return all
}

// A second domain of Active Directory is tested together with the first, and saved with it.
func TestAddADomain(t *testing.T) {
	t.Parallel()
	b := newDriver(t, "ldaps://dc1.corp.example.com")
	b.press("+")
	b.shows(t, "Another domain of Active Directory")
	b.draft.address = "dc1.corp.example.com"
	b.fill()
	b.shows(t, "connected already")
	b.draft.address, b.draft.user, b.draft.secret, b.draft.keyring = "dc1.sales.example.net", `SALES\admin`, "secret", true
	b.fill()
	b.shows(t, "will read ldaps://dc1.sales.example.net")
	b.follow(b.try())
	b.shows(t, "2 groups read", "A group of ldaps://dc1.sales.example.net", "enter use this connection")
	b.press("enter")
	want := []string{"ldaps://dc1.corp.example.com", "ldaps://dc1.sales.example.net"}
	if got := b.locations(); !slices.Equal(got, want) {
		t.Fatalf("connected: %q", got)
	}
	if kept := b.kept[migrate.AD].Sources(); len(kept) != 2 || kept[1].User != `SALES\admin` {
		t.Errorf("remembered: %+v", kept)
	}
	if len(b.own) != 1 || b.own[0].Location != want[1] || b.own[0].Secret.Reveal() != "secret" {
		t.Errorf("in the keyring: %+v", b.own)
	}
	b.shows(t, want[0]+"  1 group", want[1]+"  1 group", "2 groups, read")
}

// Changing one domain leaves the others unchanged. If the new domain fails, the connection
// stays as it was.
func TestChangeOneOfSeveralDomains(t *testing.T) {
	t.Parallel()
	first, second := "ldaps://dc1.corp.example.com", "ldaps://dc1.sales.example.net"
	b := newDriver(t, first, second)
	b.press("down", "enter")
	b.fill()
	b.shows(t, "dc1.sales.example.net")
	b.draft.address = "down.example.net"
	b.follow(b.try())
	b.shows(t, "can't be reached")
	for range 3 {
		b.Back()
	}
	if got := b.locations(); !slices.Equal(got, []string{first, second}) {
		t.Errorf("connected after a failed test: %q", got)
	}
}

// A domain is removed after a test without it, or kept.
func TestRemoveADomain(t *testing.T) {
	t.Parallel()
	first, second := "ldaps://dc1.corp.example.com", "ldaps://dc1.sales.example.net"
	b := newDriver(t, first, second)
	b.press("-")
	b.shows(t, "1 group read", "A group of "+second, "remove the source")
	b.press("esc")
	if got := b.locations(); !slices.Equal(got, []string{first, second}) || b.test != nil {
		t.Fatalf("kept: %q", got)
	}
	b.press("-", "enter")
	if got := b.locations(); !slices.Equal(got, []string{second}) {
		t.Fatalf("connected: %q", got)
	}
	if len(b.kept[migrate.AD].More) != 0 || b.kept[migrate.AD].Location != second {
		t.Errorf("remembered: %+v", b.kept[migrate.AD])
	}
	b.press("-")
	if b.test != nil {
		t.Error("the last source is removed")
	}
}

// Many domains fit the smallest window: the list scrolls with the cursor, and a click opens the
// clicked entry.
func TestManyDomainsInASmallWindow(t *testing.T) {
	t.Parallel()
	var all []string
	for _, d := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		all = append(all, "ldaps://dc1."+d+".example.com")
	}
	b := newDriver(t, all...)
	b.SetSize(78, 18)
	for i := range all {
		screentest.CheckGrid(t, b.View(), 78, 18)
		b.shows(t, "▌")
		if b.cursor != i {
			t.Fatalf("the cursor is on %d, want %d", b.cursor, i)
		}
		b.press("down")
	}
	b.shows(t, "Provisioned groups")
	lines := strings.Split(ansi.Strip(b.View()), "\n")
	y := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "dc1.z.example.com") })
	click := tea.MouseMsg{X: 30, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	b.Update(click)
	b.Update(click)
	if b.draft == nil || b.draft.address != "dc1.z.example.com" {
		t.Errorf("a click opens %+v", b.draft)
	}
}
