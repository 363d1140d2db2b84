package scim_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"ad2scim/migrate/scim"
)

const rfc7644 = "RFC 7644 section 3.4.2.4"

// behaviors are the servers as documents and issue trackers describe them.
var behaviors = slicesOf(countsAndPages, cursorsAndOrder, parametersRefused, forms, waits, paths)

func slicesOf(parts ...[]behavior) (all []behavior) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var countsAndPages = []behavior{
	{does: "pages as the standard says", from: rfc7644, asks: 3 + 2},
	{does: "sends all on one page", from: rfc7644, page: 200, asks: 1 + 2},
	{does: "has exactly as many groups as fit on the page", from: rfc7644, n: 200, page: 200, asks: 1 + 2},
	{does: "has 1,000 groups on pages of 200", from: rfc7644, n: 1000, page: 200, asks: 5 + 2},
	{
		does: "counts 24 of 25 and sends all of them", from: "github.com/wso2/product-is issue 13752",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), 24) }),
	},
	{
		does: "counts 15 of 40, and sends the count with no page that holds as many",
		from: "github.com/wso2/product-is issue 13752", n: 40,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), 15) }),
	},
	{
		does: "sends a number for a displayName", from: "github.com/scim-org/scim-ws-mailing-list",
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"totalResults":1,"Resources":[{"id":"g1","displayName":7}]}`)
		}), refused: "a displayName is not a string",
	},
	{does: "has no groups", from: rfc7644, n: -1, asks: 2},
	{does: "has one group", from: rfc7644, n: 1, asks: 3},
	{
		does: "sends 10 at a time whatever is asked for", from: "github.com/ssoready/ssoready issue 247", n: 95,
		asks: 10 + 2,
	},
	{
		does: "caps the list at 100, counts 100, and ignores startIndex and count",
		from: "github.com/better-auth/better-auth issue 10398", n: 300, page: 100,
		odd:     listed(func(p *provider, w http.ResponseWriter, _ *http.Request) { p.write(w, first(100), 100) }),
		refused: "sends 100 groups|whether there are more can't be told",
	},
	{
		does: "ignores startIndex and count and sends all", from: "github.com/wso2/product-is issue 5072",
		odd: listed(func(p *provider, w http.ResponseWriter, _ *http.Request) { p.write(w, first(25), 25) }),
	},
	{
		does: "counts the page only", from: "github.com/wso2/product-is issue 13752",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), len(p.groups(r))) }),
	},
	{
		does: "counts the page only, and has two full pages", from: "github.com/wso2/product-is issue 13752", n: 200,
		page: 100,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			p.write(w, p.groups(r), len(p.groups(r)))
		}),
	},
	{
		does: "counts the page only, and has one full page", from: "github.com/wso2/product-is issue 13752", n: 100,
		page: 100,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			p.write(w, p.groups(r), len(p.groups(r)))
		}),
	},
	{
		does: "counts the page only and ignores startIndex, but takes a larger count",
		from: "github.com/wso2/product-is issue 6313", n: 330, page: 1000,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			p.write(w, p.slice(1, r), len(p.slice(1, r)))
		}),
	},
	{
		does: "counts the page only and ignores startIndex", from: "github.com/wso2/product-is issue 6313", n: 300, page: 100,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			p.write(w, p.slice(1, r), len(p.slice(1, r)))
		}),
		refused: "can't be told|--scim-page-size",
	},
	{
		does: "answers a startIndex behind the end with the list from its start",
		from: "scimmy's documentation of a handler that returns all", n: 7,
		odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			if start(r) <= len(p.names) {
				return false
			}
			p.write(w, first(7), 7)
			return true
		}),
	},
	{
		does: "sends no totalResults", from: "github.com/python-scim/scim2-models issue 88",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), nil) }),
	},
	{
		does: "sends no totalResults and all at once", from: "github.com/15five/django-scim2 issue 159", page: 200,
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), nil) }),
	},
	{
		does: "sends totalResults as a text", from: "RFC 7643 section 2.3 leaves it to JSON; seen at PHP servers",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), "25") }),
	},
	{
		does: "counts one more than there are", from: "github.com/wso2/product-is issue 5091",
		odd:     listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.groups(r), 26) }),
		refused: "says that there are 26 groups but sends 25",
	},
	{
		does: "sends nothing behind the second page", from: "github.com/wso2/product-is issue 5091",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			list := p.groups(r)
			for len(list) > 0 && list[len(list)-1] > 20 {
				list = list[:len(list)-1]
			}
			p.write(w, list, 25)
		}),
		refused: "says that there are 25 groups but sends 20",
	},
	{
		does: "sends the same page for ever", from: "github.com/wso2/product-is issue 6313",
		odd:     listed(func(p *provider, w http.ResponseWriter, _ *http.Request) { p.write(w, first(10), 25) }),
		refused: "says that there are 25 groups but sends 10",
	},
	{
		does: "counts startIndex from 0", from: "github.com/osiam/server issue 7",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			offset := 0
			fmt.Sscan(r.URL.Query().Get("startIndex"), &offset)
			p.write(w, p.slice(offset+1, r), 25)
		}),
	},
	{
		does: "begins each page with the end of the last one", from: "github.com/wso2/product-is issue 9957",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { p.write(w, p.slice(start(r)-1, r), 25) }),
	},
	{
		does: "sends the same group twice on a page", from: "github.com/cloudfoundry/uaa issue 164", page: 50,
		odd: listed(func(p *provider, w http.ResponseWriter, _ *http.Request) {
			p.write(w, append(first(25), first(25)...), 50)
		}),
	},
}

var cursorsAndOrder = []behavior{
	{
		does: "AWS: a page without cursor, counted as all",
		from: "docs.aws.amazon.com singlesignon developerguide listgroups", n: 300, page: 100, odd: aws(false),
	},
	{
		does: "AWS: exactly one page", from: "docs.aws.amazon.com singlesignon developerguide listgroups", n: 100, page: 100,
		odd: aws(false),
	},
	{
		does: "AWS: fewer than a page", from: "docs.aws.amazon.com singlesignon developerguide listgroups", n: 37, page: 100,
		odd: aws(false),
	},
	{
		does: "a nextCursor beside totalResults of the page",
		from: "docs.aws.amazon.com singlesignon developerguide listgroups", n: 300, page: 100, odd: aws(true), asks: 3 + 2,
	},
	{
		does: "cursors alone, declared", from: "RFC 9865 section 4",
		odd: config(`{"pagination":{"cursor":true,"index":false}}`, byCursorOnly(0)), asks: 3 + 2,
	},
	{does: "a cursor that expires once", from: "RFC 9865 section 2.2.1", odd: config(`{"pagination":{"cursor":true}}`,
		byCursorOnly(1))},
	{does: "cursors that always expire", from: "RFC 9865 section 2.2.1", odd: config(`{"pagination":{"cursor":true}}`,
		byCursorOnly(99)), refused: "changed while it was read"},
	{
		does: "cursors that are declared and refused", from: "RFC 9865 section 2.1",
		odd: config(`{"pagination":{"cursor":true}}`, refuses(400, "unknown parameter", has("cursor"))),
	},
	{
		does: "cursors that are declared and ignored", from: "RFC 9865 section 2.1",
		odd: config(`{"pagination":{"cursor":true}}`, nil),
	},
	{
		does: "a nextCursor that it refuses itself", from: "RFC 9865 section 2.3, of a provider with both",
		odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Has("cursor") {
				refuse(w, 400, "", "cursor")
				return true
			}
			fmt.Fprintf(w, `{"totalResults":25,"nextCursor":"x","Resources":%s}`, p.resources(p.groups(r)))
			return true
		}),
	},
	{
		does: "the same cursor again and again", from: "RFC 9865 section 2.1 forbids it",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"nextCursor":"x","Resources":%s}`, p.resources(p.groups(r)))
		}), refused: "same cursor",
	},
	{
		does: "no order: pages overlap and lose rows", from: "github.com/grokability/snipe-it issue 18014", n: 1000,
		page: 200, odd: shuffled(false), refused: "says that there are 1000 groups but sends",
	},
	{
		does: "no order, but a page may hold all", from: "github.com/grokability/snipe-it issue 18014", n: 1000, page: 1000,
		odd: shuffled(false),
	},
	{
		does: "no order unless it is asked for", from: "github.com/cloudfoundry/uaa issue 164", n: 1000, page: 200,
		odd: shuffled(true),
	},
	{
		does: "a group is deleted while the list is read", from: rfc7644 + ": the list may change between pages",
		odd: onGroups(func(p *provider, _ http.ResponseWriter, r *http.Request) bool {
			if p.lists.Load() == 2 && len(p.names) == 25 {
				p.names = p.names[:24]
			}
			return false
		}),
	},
}

var parametersRefused = []behavior{
	{
		does: "501 for startIndex", from: "github.com/wso2/product-is issue 23378", page: 200,
		odd: refuses(501, "Pagination is not supported", has("startIndex")),
	},
	{
		does: "501 for startIndex, and pages that are too small", from: "github.com/wso2/product-is issue 23378",
		odd:     refuses(501, "Pagination is not supported", has("startIndex")),
		refused: "says that there are 25 groups but sends 10",
	},
	{
		does: "501 for a startIndex other than 1", from: "github.com/wso2/product-is issue 5079", page: 200,
		odd: refuses(501, "Pagination is not supported", func(_ *provider, r *http.Request) bool { return start(r) > 1 }),
	},
	{
		does: "501 for a startIndex other than 1, behind a small first page", from: "github.com/wso2/product-is issue 5079",
		odd:     refuses(501, "Pagination is not supported", func(_ *provider, r *http.Request) bool { return start(r) > 1 }),
		refused: "501",
	},
	{does: "501 for count", from: "github.com/wso2/product-is issue 20981", odd: refuses(501, "not implemented",
		has("count"))},
	{
		does: "422 for a count above 100", from: "github.com/gravitee-io/gravitee-access-management pull request 6146",
		n: 250, page: 100,
		odd: refuses(422, "must be less than or equal to 100", func(p *provider, r *http.Request) bool {
			return fallsOver(p, r, 100)
		}),
	},
	{
		does: "400 for a count above 50", from: "docs.aws.amazon.com singlesignon developerguide listgroups (an older text)",
		n: 120, page: 50,
		odd: refuses(400, "count must be at most 50", func(p *provider, r *http.Request) bool {
			return fallsOver(p, r, 50)
		}),
	},
	{
		does: "400 for a count above what it declares", from: "github.com/langwatch/langwatch pull request 6720", n: 120,
		page: 40,
		odd: config(`{"filter":{"supported":true,"maxResults":40}}`,
			refuses(400, "tooMany", func(p *provider, r *http.Request) bool { return fallsOver(p, r, 40) })), asks: 3 + 2,
	},
	{
		does: "400 for excludedAttributes", from: "RFC 7644 section 3.9: a provider may not support it",
		odd: refuses(400, "unknown parameter", has("excludedAttributes")),
	},
	{
		does: "500 for excludedAttributes", from: "github.com/wso2/product-is issue 8498",
		odd: refuses(500, "boom", has("excludedAttributes")),
	},
	{
		does: "400 behind the end, and counts the page", from: "github.com/simpleidserver/SimpleIdServer issue 185",
		odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			if start(r) > 25 {
				refuse(w, 400, "invalidValue", "startIndex")
				return true
			}
			p.write(w, p.groups(r), len(p.groups(r)))
			return true
		}),
	},
	{
		does: "404 behind the end, and counts the page", from: "github.com/eclipse-sw360/sw360 pull request 403",
		odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			if start(r) > 25 {
				refuse(w, 404, "", "no more")
				return true
			}
			p.write(w, p.groups(r), len(p.groups(r)))
			return true
		}),
	},
	{does: "400 in the middle", from: "RFC 7644 section 3.12", odd: refuses(400, "no more",
		func(_ *provider, r *http.Request) bool { return start(r) > 10 }), refused: "no more"},
	{
		does: "400 after a full page, and counts the page", from: "RFC 7644 section 3.12",
		odd: onGroups(func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			if start(r) > 20 {
				refuse(w, 400, "", "no more")
				return true
			}
			list := p.slice(start(r), r)
			for len(list) < 10 && len(list) > 0 && list[len(list)-1] < 25 {
				list = append(list, list[len(list)-1]+1)
			}
			p.write(w, list, len(list))
			return true
		}), refused: "can't be told|no more",
	},
	{
		does: "504 for pages that are too large", from: "github.com/wso2/product-is issue 8876", n: 120, page: 200,
		odd: refuses(504, "", func(p *provider, r *http.Request) bool { return fallsOver(p, r, 30) }),
	},
	{
		does: "413 for pages that are too large", from: "RFC 9110 section 15.5.14", n: 120, page: 200,
		odd: refuses(413, "", func(p *provider, r *http.Request) bool { return fallsOver(p, r, 60) }),
	},
	{
		does: "504 for any page", from: "github.com/wso2/product-is issue 8876",
		odd: refuses(504, "", func(*provider, *http.Request) bool { return true }), refused: "504", path: "unknown",
	},
	{
		does: "500 for any page", from: "github.com/FusionAuth/fusionauth-issues issue 3307",
		odd:     refuses(500, "unexpected error", func(*provider, *http.Request) bool { return true }),
		refused: "500|unexpected error", path: "unknown",
	},
}

var forms = []behavior{
	{
		does: "an empty list as 404", from: "github.com/jelhub/scimgateway issue 18", n: -1,
		odd: refuses(404, "Group not found", func(*provider, *http.Request) bool { return true }),
	},
	{
		does: "an empty list as 204", from: "RFC 9110 section 15.3.5", n: -1,
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }),
	},
	{
		does: "an empty list without Resources", from: "github.com/AzureAD/SCIMReferenceCode issue 56", n: -1,
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"totalResults":0}`) }),
	},
	{
		does: "an empty list with Resources null", from: "github.com/elimity-com/scim pull request 78", n: -1,
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"totalResults":0,"Resources":null}`)
		}),
	},
	{
		does: "a bare array", from: "developer.okta.com lists are arrays; copied by gateways", page: 200,
		odd: listed(func(p *provider, w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, p.resources(first(25))) }),
	},
	{
		does: "a bare array that is paged", from: "developer.okta.com lists are arrays; copied by gateways",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, p.resources(p.groups(r))) }),
	},
	{
		does: "names in small letters, startIndex 0", from: "ssoready.com/docs/api-reference/scim",
		odd: listed(func(p *provider, w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"totalresults":25,"startIndex":0,"itemsPerPage":-7,"schemas":"x","resources":%s}`,
				p.resources(p.groups(r)))
		}),
	},
	{
		does: "415 for application/scim+json", from: "RFC 7644 section 8.1 registers it; servers that know JSON alone",
		odd: func(_ *provider, w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.Header.Get("Accept")+r.Header.Get("Content-Type"), "scim+json") {
				return false
			}
			refuse(w, 415, "", "Unsupported Media Type")
			return true
		},
	},
	{
		does: "406 for application/scim+json", from: "RFC 9110 section 15.5.7",
		odd: func(_ *provider, w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.Header.Get("Accept"), "scim+json") {
				return false
			}
			w.WriteHeader(406)
			return true
		},
	},
	{
		does: "301 to a slash, without the question", from: "docs.djangoproject.com APPEND_SLASH",
		odd: func(_ *provider, w http.ResponseWriter, r *http.Request) bool {
			if trimmed, slash := strings.CutSuffix(r.URL.Path, "/"); slash {
				r.URL.Path = trimmed
				return false
			}
			w.Header().Set("Location", "/scim/2.0"+r.URL.Path+"/")
			w.WriteHeader(301)
			return true
		},
	},
	{
		does: "a mark at the start of the text", from: "RFC 8259 section 8.1",
		odd: onGroups(func(_ *provider, w http.ResponseWriter, _ *http.Request) bool {
			fmt.Fprint(w, "\ufeff")
			return false
		}),
	},
	{
		does: "a web page with 200", from: "learn.microsoft.com App Service: a site that redirects to its sign-in",
		refused: "web page", path: "unknown",
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!DOCTYPE html><html>") }),
	},
	{
		does: "a SCIM error with 200", from: "github.com/scylladb/terraform-provider-scylladbcloud issue 89",
		refused: "expired", path: "unknown",
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429","detail":"expired"}`)
		}),
	},
	{
		does: "a group without id", from: "github.com/wso2/product-is issue 5088", refused: "has no id", path: "unknown",
		odd: listed(func(_ *provider, w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"totalResults":1,"Resources":[{"displayName":"x"}]}`)
		}),
	},
	{
		does: "an answer that breaks off", from: "RFC 9112 section 8", refused: "",
		odd: onGroups(func(p *provider, w http.ResponseWriter, _ *http.Request) bool {
			if p.lists.Load() == 1 {
				w.Header().Set("Content-Length", "9999")
			}
			return false
		}),
	},
	{
		does: "a connection that is reset before each third answer",
		from: "RFC 9113 section 7: a stream that is refused may be sent again",
		odd: func(p *provider, _ http.ResponseWriter, r *http.Request) bool {
			if p.requests.Load()%3 == 2 && r.Method == http.MethodGet {
				panic(http.ErrAbortHandler)
			}
			return false
		},
	},
}

var waits = []behavior{
	{does: "429 with Retry-After", from: "RFC 6585 section 4", odd: busy(2, 429, map[string]string{"Retry-After": "7"},
		"")},
	{
		does: "429 with Retry-After 0", from: "RFC 9110 section 10.2.3",
		odd: busy(4, 429, map[string]string{"Retry-After": "0"}, ""),
	},
	{
		does: "429 without Retry-After, 100 requests a minute", from: "github.com/scaleway/api.scaleway.com issue 50",
		n: 3000, page: 10,
		odd: func(p *provider, w http.ResponseWriter, _ *http.Request) bool {
			if int64(p.requests.Load()-p.refused()) <= 100*(1+p.clock.Load()/int64(time.Minute)) {
				return false
			}
			turnedAway.Store(p, p.refused()+1)
			refuse(w, 429, "", "You are being rate limited.")
			return true
		},
	},
	{
		does: "429 for ever", from: "github.com/awslabs/ssosync issue 13", odd: busy(-1, 429, nil, ""),
		refused: "too busy (429)", path: "unknown", fix: "429",
	},
	{
		does: "429 that asks for two hours", from: "RFC 6585 section 4",
		odd: busy(-1, 429, map[string]string{"Retry-After": "7200"}, ""), refused: "asks to wait 2h0m0s", path: "unknown",
		fix: "429",
	},
	{
		does: "503 with a web page while it restarts", from: "learn.microsoft.com App Service: 503 while an app starts",
		odd: busy(6, 503, nil, "<!DOCTYPE html><html>Service Unavailable"),
	},
	{
		does: "503 with a web page for ever", from: "learn.microsoft.com App Service: 503 while an app is stopped",
		odd:     busy(-1, 503, nil, "<html>Service Unavailable"),
		refused: "not ready (503)", path: "unknown", fix: "503",
	},
	{does: "503 with a date", from: "RFC 9110 section 10.2.3", odd: busy(1, 503,
		map[string]string{"Retry-After": time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)}, "")},
	{does: "502 for a moment", from: "RFC 9110 section 15.6.3", odd: busy(2, 502, nil, "")},
}

var paths = []behavior{
	{
		does: "offers no groups: 404, and names none", from: "Dashlane's help: Confidential SCIM provisions no groups", n: -1,
		refused: "nothing at this address (404)", probe: scim.Warn, path: "confidential",
		odd: without("Group", 404),
	},
	{
		does: "offers no groups: 501, and names none", from: "RFC 7644 section 3.12", n: -1, refused: "501", probe: scim.Warn,
		path: "confidential", odd: without("Group", 501),
	},
	{
		does: "offers no groups: 403, and names none", from: "RFC 7644 section 3.12", n: -1, refused: "403", probe: scim.Warn,
		path: "confidential", odd: without("Group", 403),
	},
	{
		does: "refuses groups with 501, and names them", from: "RFC 7644 section 3.12", n: -1, refused: "501",
		probe: scim.Warn, path: "unknown",
		odd: refuses(501, "", func(*provider, *http.Request) bool { return true }),
	},
	{
		does: "says nothing of itself", from: "RFC 7644 section 4: many lack it", probe: scim.Warn,
		odd: func(_ *provider, w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/ServiceProviderConfig" && r.URL.Path != "/ResourceTypes" {
				return false
			}
			refuse(w, 404, "", "")
			return true
		},
	},
	{
		does: "refuses the token", from: "RFC 6750 section 3.1", refused: "401", path: "unknown", fix: "401",
		odd: func(_ *provider, w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, 401, "", "expired")
			return true
		},
	},
	{
		does: "answers without a token", from: "RFC 7644 section 2", probe: scim.Warn,
		odd: func(p *provider, w http.ResponseWriter, r *http.Request) bool {
			r.Header.Set("Authorization", "Bearer "+token)
			p.proper(w, r)
			return true
		},
	},
}
