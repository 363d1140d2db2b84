package scim

import (
	"context"
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/scim/jsontext"
)

// groupSchema is the schema of a group (RFC 7643 section 4.2).
const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

// stored is a group as the provider holds it.
type stored struct {
	raw     []byte // the whole resource
	etag    string // the ETag header
	version string // the header, or meta.version (RFC 7643 section 3.1)
	name    string
}

// Read returns the group with this id as it is now, or migrate.ErrGone.
// Version is its ETag or meta.version.
func (c *Client) Read(ctx context.Context, id string) (migrate.Object, error) {
	now, err := c.readStored(ctx, id)
	if err != nil {
		return migrate.Object{}, err
	}
	return now.object(id), nil
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
	if err := c.judge(doing, a); err != nil {
		return nil, err
	}
	s, err := decodeStored(a)
	if err != nil {
		return nil, c.problem(doing, "the answer is not a SCIM group ("+reason(err)+")", askMaker, err)
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

// Rename changes a group's displayName, by PATCH (RFC 7644 section 3.5.2) or,
// where the provider does not offer that, by PUT of the whole resource (section
// 3.5.1), and returns the group as it is stored afterwards, which may differ
// from what was asked for. Where there are ETags it sends If-Match (section
// 3.14).
//
// Before anything is written the group is read again: migrate.ErrChanged if it
// does not hold Change.Before any more, or if its version is another. Other
// errors that callers can test for are migrate.ErrGone, ErrTaken, ErrDenied,
// ErrInvalid, and ErrInDoubt when a change was sent and no answer came that
// tells whether it was made. A change is sent again only after a 429, or a 503
// with Retry-After.
func (c *Client) Rename(ctx context.Context, change migrate.Change) (migrate.Object, error) {
	w := &write{client: c, change: change, what: "rename the group " + migrate.Quote(change.Before)}
	if why := cannotBeSent(change); why != "" {
		return migrate.Object{}, &migrate.Problem{Class: migrate.BadInput, What: "cannot " + w.what, Why: why, Next: "choose another name", Err: migrate.ErrInvalid}
	}
	config, err := c.serviceConfig(ctx)
	if err != nil {
		return migrate.Object{}, err
	}
	if err := w.look(ctx); err != nil {
		return migrate.Object{}, err
	}
	if change.Before == change.After {
		return w.now.object(change.ID), nil
	}
	if err := w.make(ctx, config); err != nil {
		return migrate.Object{}, err
	}
	return w.now.object(change.ID), nil
}

// cannotBeSent says why a change is wrong whatever the provider, or nothing.
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

// write is one change on its way.
type write struct {
	client *Client
	change migrate.Change
	what   string
	now    *stored // as last read
	blind  bool    // the provider refuses If-Match for a version that is its own
}

// look reads the group before the change and refuses if it is not what was seen.
func (w *write) look(ctx context.Context) error {
	now, err := w.client.readStored(ctx, w.change.ID)
	if err != nil {
		return err
	}
	w.now = now
	if now.name != w.change.Before {
		return w.changed("its displayName is " + names.Visible(now.name) + " now")
	}
	if seen := w.change.Version; seen != "" && now.version != "" && seen != now.version {
		return w.changed("its version is another")
	}
	return nil
}

func (w *write) changed(how string) error {
	return w.client.problem(w.what, "it was changed meanwhile: "+how, "compare again and make a new plan", migrate.ErrChanged)
}

// How long a provider may take until a change shows.
const (
	readBacks = 3
	readAfter = 400 * time.Millisecond
)

// readBack reads what is stored after a change that was accepted. It waits a
// little for the provider to show it.
func (w *write) readBack(ctx context.Context) error {
	for try := range readBacks {
		if try > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(readAfter):
			}
		}
		now, err := w.client.readStored(ctx, w.change.ID)
		if err != nil {
			return w.client.problem("read the group "+migrate.Quote(w.change.After)+" back", "the change was accepted, and then: "+whyOf(err), "read the group to see what is stored", errors.Join(migrate.ErrInDoubt, err))
		}
		w.now = now
		if now.name != w.change.Before {
			return nil
		}
	}
	return nil
}

func whyOf(err error) string {
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		return p.Why
	}
	return reason(err)
}
