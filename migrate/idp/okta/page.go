package okta

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp/rest"
)

const maxPages = 10_000

// list reads every page. It follows Okta's next link unchanged (RFC 8288). Links that form a cycle are an error,
// never a short list.
func list[T any](ctx context.Context, p *Provider, doing, path string, query url.Values, report migrate.Report) ([]T,
	error,
) {
	var all []T
	seen := map[string]bool{}
	request := rest.Request{Method: http.MethodGet, Path: path, Query: query, Report: report}
	for range maxPages {
		var page []T
		answer, err := p.api.JSON(ctx, doing, request, &page)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		report.Send(migrate.Progress{Doing: doing, Done: len(all)})
		next := nextLink(answer.Header)
		if next == "" {
			return all, nil
		}
		if seen[next] {
			break
		}
		seen[next] = true
		request = rest.Request{Method: http.MethodGet, Path: next, Report: report}
	}
	return nil, &migrate.Problem{
		Class: migrate.Unreachable, What: "cannot " + doing,
		Why: "the pages of the list do not end", Next: "try again", Err: errors.New("a page came twice"),
	}
}

// link matches one link in a Link header: the address, which may contain commas and semicolons, and the parameters.
var link = regexp.MustCompile(`<([^>]*)>([^<]*)`)

// nextLink returns the link to the next page (RFC 8288 section 3), or "".
func nextLink(h http.Header) string {
	for _, line := range h.Values("Link") {
		for _, found := range link.FindAllStringSubmatch(line, -1) {
			if params := strings.ReplaceAll(found[2], `"`, ""); strings.Contains(params, "rel=next") {
				return found[1]
			}
		}
	}
	return ""
}
