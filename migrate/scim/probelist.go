package scim

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// groupsSeen is what the probe found out about groups.
type groupsSeen struct {
	typesKnown bool // ResourceTypes was read
	declared   bool // and has Group
	asked      bool // /Groups gave an answer that tells
	offered    bool
	count      int
}

func (p *prober) users(ctx context.Context, check *Check) error {
	r, err := p.firstPage(ctx, users)
	if err != nil {
		return p.notListed(ctx, check, err)
	}
	check.Detail = r
	return nil
}

func (p *prober) groups(ctx context.Context, check *Check) error {
	r, err := p.firstPage(ctx, groupsAlone)
	switch code := statusOf(err); {
	case err == nil:
		p.asked, p.offered, check.Detail = true, true, r
	case code == http.StatusNotFound || code == http.StatusNotImplemented || code == http.StatusForbidden || code == http.StatusMethodNotAllowed:
		p.asked = true
		check.warn("not offered ("+whyOf(err)+")", "on the Confidential way that is as it should be, and groups come by SAML; on the self-hosted way check the address")
	default:
		return p.notListed(ctx, check, err)
	}
	return nil
}

// notListed ends a check of a list with a failure that does not stop the rest.
func (p *prober) notListed(ctx context.Context, check *Check, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	check.fail(err)
	return nil
}

// firstPage reads the first page of a list as the reading of the whole list
// would, and says what it holds.
func (p *prober) firstPage(ctx context.Context, k kind) (string, error) {
	config, err := p.client.serviceConfig(ctx)
	if err != nil {
		return "", err
	}
	r := &reading[groupItem]{client: p.client, kind: k, how: &asking{cursor: config.cursor(), count: config.pageSize(), exclude: k.exclude}}
	page, err := r.ask(ctx, 1, "")
	if err != nil {
		return "", err
	}
	sent := len(page.Resources)
	if page.TotalResults == nil {
		return fmt.Sprintf("%d %s on the first page, and no count of them all", sent, k.many), nil
	}
	total := int(*page.TotalResults)
	if k.path == groupsAlone.path {
		p.count = max(total, sent)
	}
	text := fmt.Sprintf("%d %s", total, k.many)
	if sent != total {
		text += fmt.Sprintf(", %d on the first page", sent)
	}
	return text, nil
}

// likely tells which of Dashlane's two ways the endpoint looks like. What is
// documented is that the Confidential SCIM protocol makes no sharing groups,
// and that self-hosted endpoints end in /scim/2.0.
func (p *prober) likely() (path, reason string) {
	const base = "/scim/2.0"
	typical := strings.HasSuffix(p.client.base.Path, base)
	switch {
	case !p.asked:
		return "unknown", "whether groups are offered could not be found out"
	case p.offered:
		signs := []string{"groups are offered, of which the Confidential SCIM protocol makes no use"}
		if typical {
			signs = append(signs, "the address ends in "+base)
		} else {
			signs = append(signs, "though the address does not end in "+base)
		}
		if isUUID(p.client.token.Reveal()) {
			signs = append(signs, "the token has the form of a self-hosted one")
		}
		if p.count == 0 {
			signs = append(signs, "though there are no groups yet")
		}
		return "self-hosted", "likely: " + strings.Join(signs, "; ")
	}
	signs := []string{"groups are not offered, and the Confidential SCIM protocol makes none"}
	if p.typesKnown && p.declared {
		signs = append(signs, "though ResourceTypes names them")
	}
	if typical {
		signs = append(signs, "though the address ends in "+base+", as self-hosted ones do")
	}
	return "confidential", "likely: " + strings.Join(signs, "; ")
}

func isUUID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && len(text) == 36 && id.Version() == 4
}
