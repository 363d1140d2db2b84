package scim

import (
	"context"
	"errors"
	"net/http"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/scim/jsontext"
)

// groupSchema is the schema of a group (RFC 7643 section 4.2).
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

// stored is a group as the provider stores it.
type stored struct {
	raw     []byte // the whole resource
	etag    string // the ETag header
	version string // the ETag header, or meta.version (RFC 7643 section 3.1)
	name    string
}

// Read returns the current state of the group with this id, or migrate.ErrGone. Version is its ETag or
// meta.version. If the provider doesn't declare PATCH, Replaces says what a rename may write, and Risk what it may
// destroy.
func (c *Client) Read(ctx context.Context, id string) (migrate.Object, error) {
	now, err := c.readStored(ctx, id)
	if err != nil {
		return migrate.Object{}, err
	}
	o := now.object(id)
	config, err := c.serviceConfig(ctx)
	if err != nil || !config.Patch.isNot() && !c.putsOnly.Load() {
		return o, nil
	}
	o.Replaces = c.base.Host + " doesn't declare PATCH: if it refuses it, the whole group is replaced (PUT)"
	if _, whole := c.withMembers(ctx, id, now.raw); !whole {
		o.Risk = RiskMembers
	}
	return o, nil
}

func (s *stored) object(id string) migrate.Object {
	return migrate.Object{ID: id, Version: s.version, Names: map[migrate.Attribute]string{migrate.DisplayName: s.name}}
}

func (c *Client) readStored(ctx context.Context, id string) (*stored, error) {
	path, err := resource("/Groups", id)
	if err != nil {
		return nil, err
	}
	doing := "read the group " + migrate.Quote(id)
	a, err := c.send(ctx, request{method: http.MethodGet, path: path})
	if err != nil {
		return nil, c.unreachable(doing, err)
	}
	if a.status == http.StatusNotFound && !isWebPage(a.body) {
		return nil, c.gone(id)
	}
	if err := c.checkAnswer(doing, a); err != nil {
		return nil, err
	}
	s, err := decodeStored(a)
	if err != nil {
		return nil, c.problem(doing, "the answer is not a SCIM group ("+neterror.Reason(err)+")", "", err, askMaker)
	}
	return s, nil
}

func decodeStored(a *answer) (*stored, error) {
	var g struct {
		ID          jsontext.String `json:"id"`
		DisplayName exactText       `json:"displayName"`
		Meta        struct {
			Version jsontext.String `json:"version"`
		} `json:"meta"`
	}
	if err := unmarshalObject(a.body, &g); err != nil {
		return nil, err
	}
	if g.ID == "" {
		return nil, errors.New("it has no id")
	}
	s := &stored{raw: a.body, etag: a.header.Get("ETag"), name: string(g.DisplayName.value)}
	s.version = s.etag
	if s.version == "" {
		s.version = string(g.Meta.Version)
	}
	return s, nil
}

// Rename changes a group's displayName and returns the group as it is shown afterwards. It uses PATCH (RFC 7644
// section 3.5.2), even if the provider declares that it isn't supported, and, if that is refused, PUT of the whole
// resource (section 3.5.1). A PUT replaces everything: if the members can't be read completely, Rename returns
// migrate.ErrRisk, unless Change.Accepted permits RiskMembers. If the provider has ETags, it sends If-Match
// (section 3.14).
//
// It reads the group before writing (migrate.ErrChanged if the name is no longer Change.Before), and again after
// every answer. It tries another form of the change, or the same one again for a busy server, only if the answer
// refuses the change and the group still has the old name. Errors that callers can test for are migrate.ErrGone,
// ErrTaken, ErrDenied, ErrInvalid, ErrRefused, ErrRisk, ErrDamaged, and ErrOutcomeUnknown if the result can't be
// determined. Errors after the first request was sent wrap ErrSent.
func (c *Client) Rename(ctx context.Context, change migrate.Change) (migrate.Object, error) {
	w := &write{client: c, change: change, members: -1, what: "rename the group " + migrate.Quote(change.Before)}
	if why := cannotBeSent(change); why != "" {
		return migrate.Object{}, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot " + w.what, Why: why,
			Next: "choose another name", Err: migrate.ErrInvalid,
		}
	}
	config, err := c.serviceConfig(ctx)
	if err != nil {
		return migrate.Object{}, err
	}
	if err := w.look(ctx); err != nil {
		return migrate.Object{}, err
	}
	if change.Before != change.After {
		err = w.make(ctx, config)
	}
	return w.now.object(change.ID), err
}

// cannotBeSent returns why a change is invalid for every provider, or "".
func cannotBeSent(change migrate.Change) string {
	switch {
	case change.Attribute != migrate.DisplayName:
		return "a SCIM group has no " + string(change.Attribute) + ", only displayName"
	case change.After == "":
		return "displayName cannot be empty (RFC 7643 section 4.2)"
	case !utf8.ValidString(change.After):
		return "SCIM carries Unicode text alone, and the new name is not valid UTF-8"
	}
	return ""
}

// write is one change in progress.
type write struct {
	client  *Client
	change  migrate.Change
	what    string
	now     *stored // as last read
	refused int     // how often the provider refused the version
	blind   bool    // the provider refuses If-Match with its own version
	waits   int     // how often the provider asked to wait
	whole   []byte  // the resource for a PUT
	members int     // number of its members; -1 if not known
}

// look reads the group before the change and returns an error if its name has changed. The version isn't compared:
// some providers send another one with every answer, and a change of the members doesn't matter.
func (w *write) look(ctx context.Context) error {
	now, err := w.client.readStored(ctx, w.change.ID)
	if err != nil {
		return err
	}
	w.now = now
	if now.name != w.change.Before {
		return w.client.problem(w.what, "it was changed in the meantime: its displayName is "+names.Visible(now.name)+" now",
			"compare again and make a new plan", migrate.ErrChanged)
	}
	return nil
}

// readBack reads the group after an answer.
func (w *write) readBack(ctx context.Context) error {
	now, err := w.client.readStored(ctx, w.change.ID)
	if err != nil {
		return w.client.problem("read the group "+migrate.Quote(w.change.After)+" back",
			"the change was sent, and then: "+whyOf(err), advice[migrate.ErrOutcomeUnknown],
			errors.Join(migrate.ErrSent, migrate.ErrOutcomeUnknown, err))
	}
	w.now = now
	return nil
}

func whyOf(err error) string {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p.Why
	}
	return neterror.Reason(err)
}
