package scim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"ad2scim/migrate/names"
	"ad2scim/migrate/neterror"
	"ad2scim/migrate/scim/jsontext"
)

var onePage = url.Values{"startIndex": {"1"}, "count": {"100"}}

// bearer requests a page of users with the token. Any answer that doesn't refuse the token is good; Users is a
// separate check.
func (p *prober) bearer(ctx context.Context, check *Check) error {
	_, err := p.firstUsers(ctx)
	if refused := statusOf(err); refused == http.StatusUnauthorized || refused == http.StatusForbidden || refused >= 500 &&
		refused != http.StatusNotImplemented || err != nil && refused == 0 {
		return err
	}
	if p.client.token.IsZero() {
		check.warn("the provider answers without any token",
			"don't use a provider that answers everyone: contact its operator")
		return nil
	}
	check.Detail = "accepted; " + p.tokenForm()
	return nil
}

// tokenForm describes the form of the token without showing any of it.
func (p *prober) tokenForm() string {
	if isUUID(p.client.token.Reveal()) {
		return "the token has the form of a version 4 UUID, as Dashlane's self-hosted ones do"
	}
	return "the token is not a version 4 UUID, as Dashlane's self-hosted ones are"
}

// anonymous sends a request without the token. A provider that answers it doesn't check tokens.
func (p *prober) anonymous(ctx context.Context, check *Check) error {
	a, err := p.client.send(ctx, request{method: http.MethodGet, path: "/Users", query: onePage, anonymous: true})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		check.warn("the request without a token was not answered: "+neterror.Reason(err), "")
	case a.status == http.StatusOK && p.client.checkAnswer("", a) == nil:
		check.warn("the provider also answers without a token: it doesn't check who asks",
			"don't use it until its operator has fixed this")
	case a.status == http.StatusUnauthorized:
		check.Detail = "refused with 401, as it should be"
	default:
		check.Detail = fmt.Sprintf("refused with %d (RFC 7644 section 2 asks for 401)", a.status)
	}
	return nil
}

func (p *prober) config(ctx context.Context, check *Check) error {
	a, err := p.client.send(ctx, request{method: http.MethodGet, path: "/ServiceProviderConfig"})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var s serviceConfig
	if err == nil {
		if err = p.client.checkAnswer("read /ServiceProviderConfig", a); err == nil {
			err = unmarshalObject(a.body, &s)
		}
	}
	if err != nil {
		check.warn("not offered ("+whyOf(err)+")",
			"nothing to do: lists are read without optional features, and a rename tries PATCH first")
		return nil
	}
	check.Detail = fmt.Sprintf("PATCH %s, ETag %s, filter %s, bulk %s, %s", yes(s.Patch), yes(s.ETag), yes(s.Filter),
		yes(s.Bulk), paging(s))
	return nil
}

func yes(s *supported) string {
	switch {
	case s == nil:
		return "not declared"
	case s.Supported:
		return "yes"
	}
	return "no"
}

func paging(s serviceConfig) string {
	text := "pages by index"
	if s.cursor() {
		text = "pages by cursor"
	}
	if s.Filter != nil && s.Filter.MaxResults != nil && *s.Filter.MaxResults > 0 {
		text += fmt.Sprintf(" of at most %d", int(*s.Filter.MaxResults))
	}
	return text
}

func (p *prober) resourceTypes(ctx context.Context, check *Check) error {
	body, err := p.client.get(ctx, "/ResourceTypes", nil, nil)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var types []string
	if err == nil {
		types, err = typeNames(body)
	}
	if err != nil {
		check.warn("not offered ("+whyOf(err)+")", "nothing to do: Users and Groups are tried anyway")
		return nil
	}
	for _, t := range types {
		p.declared = p.declared || strings.EqualFold(t, "Group")
	}
	p.typesKnown = true
	check.Detail = names.Visible(strings.Join(types, ", "))
	return nil
}

// typeNames decodes a list of resource types (RFC 7643 section 6), bare or in a ListResponse.
func typeNames(body []byte) ([]string, error) {
	type named struct {
		Name jsontext.String `json:"name"`
	}
	var types []named
	if json.Unmarshal(body, &types) != nil {
		p, err := decodePage[named](body)
		if err != nil {
			return nil, err
		}
		types = p.Resources
	}
	if len(types) == 0 {
		return nil, errors.New("the list is empty")
	}
	list := make([]string, len(types))
	for i, t := range types {
		list[i] = string(t.Name)
	}
	return list, nil
}
