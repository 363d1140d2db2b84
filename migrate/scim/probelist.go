package scim

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"ad2scim/migrate/render"

	"github.com/google/uuid"
)

// groupsSeen is what the probe found out about groups.
type groupsSeen struct {
	typesKnown bool // ResourceTypes was read
	declared   bool // ResourceTypes has Group
	asked      bool // /Groups gave a conclusive answer
	offered    bool
	count      int

	usersAsked bool
	usersPage  page[userItem]
	usersErr   error
}

// firstUsers reads one page of users, once for two checks.
func (p *prober) firstUsers(ctx context.Context) (page[userItem], error) {
	if !p.usersAsked {
		p.usersAsked = true
		config, err := p.client.serviceConfig(ctx)
		if err != nil {
			p.usersErr = err
			return p.usersPage, err
		}
		r := &reading[userItem]{
			client: p.client, kind: users, how: p.client.pageParams(users, config), first: 1,
			report: p.waits,
		}
		p.usersPage, p.usersErr = r.ask(ctx, 1, r.how.cursor, "")
	}
	return p.usersPage, p.usersErr
}

func (p *prober) users(ctx context.Context, check *Check) error {
	page, err := p.firstUsers(ctx)
	if err != nil {
		return p.notListed(ctx, check, err)
	}
	check.Detail = render.Count(len(page.Resources), "user", "users") + " on the first page, and no count of them all"
	if page.TotalResults != nil {
		check.Detail = render.Count(int(*page.TotalResults), "user", "users")
		if page.firm() {
			check.Detail += fmt.Sprintf(", %d on the first page", len(page.Resources))
		}
	}
	return nil
}

func (p *prober) groups(ctx context.Context, check *Check) error {
	config, err := p.client.serviceConfig(ctx)
	if err != nil {
		return p.notListed(ctx, check, err)
	}
	p.client.forgetNotes()
	l := &lister[groupItem]{
		client: p.client, kind: groupsAlone, how: p.client.pageParams(groupsAlone, config),
		report: p.waits,
	}
	items, err := l.read(ctx)
	p.asked = err == nil || l.pages > 0
	p.offered = p.asked
	switch code := statusOf(err); {
	case err == nil:
		p.count, check.Detail = len(items), render.Count(len(items), "group", "groups")
		p.client.mu.Lock()
		odd := strings.Join(p.client.notes, "; ")
		p.client.mu.Unlock()
		if odd != "" {
			check.Detail += " (" + odd + ")"
		}
		return nil
	case l.pages == 0 && (code == http.StatusNotFound || code == http.StatusNotImplemented ||
		code == http.StatusForbidden || code == http.StatusMethodNotAllowed):
		p.asked = !p.typesKnown || !p.declared
		check.warn("not offered ("+whyOf(err)+")",
			"this is expected for Confidential SSO, where groups come by SAML; for self-hosted SSO, check the address")
		return nil
	}
	return p.notListed(ctx, check, err)
}

// notListed ends a check of a list with a failure that doesn't stop the rest.
func (p *prober) notListed(ctx context.Context, check *Check, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	check.fail(err)
	return nil
}

// likelyPath returns the Dashlane path that the endpoint probably belongs to. Documented facts are that the
// Confidential SCIM protocol creates no sharing groups, and that self-hosted endpoints end in /scim/2.0.
func (p *prober) likelyPath() (path, reason string) {
	const base = "/scim/2.0"
	typical := strings.HasSuffix(p.client.base.Path, base)
	switch {
	case !p.asked && p.typesKnown && p.declared:
		return "unknown", "groups are refused, although ResourceTypes lists them"
	case !p.asked:
		return "unknown", "no answer shows whether groups are supported"
	case p.offered:
		signs := []string{"groups are supported, which Confidential SCIM doesn't use"}
		if typical {
			signs = append(signs, "the address ends in "+base)
		} else {
			signs = append(signs, "although the address does not end in "+base)
		}
		if isUUID(p.client.token.Reveal()) {
			signs = append(signs, "the token has the form of a self-hosted one")
		}
		if p.count == 0 {
			signs = append(signs, "although there are no groups yet")
		}
		return "self-hosted", "likely: " + strings.Join(signs, "; ")
	}
	signs := []string{"groups are not supported, and Confidential SCIM doesn't use them"}
	if typical {
		signs = append(signs, "although the address ends in "+base+", as self-hosted ones do")
	}
	return "confidential", "likely: " + strings.Join(signs, "; ")
}

func isUUID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && len(text) == 36 && id.Version() == 4
}
