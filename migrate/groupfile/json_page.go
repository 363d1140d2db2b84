package groupfile

import (
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
)

// listKeys are the keys of a page's objects: SCIM, Microsoft Graph, JumpCloud and authentik, Google, AWS.
var listKeys = []string{"resources", "value", "results", "groups", "data", "items"}

// totalKeys are the keys of the total number of objects on all pages.
var totalKeys = []string{"totalResults", "totalCount", "@odata.count"}

// moreKeys are the keys that say that another page follows: Microsoft Graph, Google, AWS, SCIM cursors (RFC 9865).
var moreKeys = []string{"@odata.nextLink", "nextPageToken", "NextToken", "nextCursor", "next"}

// topObject reads a top-level object: a page of a list, a group, or an error that was saved instead of a list.
func (r *jsonReader) topObject() *jsonError {
	start, page := r.pos, false
	r.more = ""
	var refusal apiError
	err := r.object(func(key string) *jsonError {
		next := r.peek()
		switch {
		case next == '[' && slices.Contains(listKeys, strings.ToLower(key)):
			page = true
			return r.elements()
		case next == '{' && key == "_embedded":
			return r.object(func(inner string) *jsonError {
				if inner == "groups" && r.peek() == '[' {
					page = true
					return r.elements()
				}
				return r.skip()
			})
		case next == '{' && (key == "_links" || key == "pagination"):
			return r.object(func(inner string) *jsonError { return r.follow(inner, key+"."+inner) })
		case slices.ContainsFunc(totalKeys, func(k string) bool { return strings.EqualFold(k, key) }):
			page = true
			text, _, err := r.scalar()
			if n, bad := strconv.Atoi(text); bad == nil {
				r.total = max(r.total, n)
			}
			return err
		case slices.Contains(moreKeys, key):
			return r.follow(key, key)
		case key == "@odata.context" && next == '"':
			text, err := r.str()
			r.kind = kindOfContext(text)
			return err
		}
		return r.readError(&refusal, key)
	})
	if err != nil {
		return err
	}
	if !page && refusal.isError() {
		return refusal.problem(start)
	}
	if page {
		return nil
	}
	r.pos = start
	return r.group()
}

// follow notes that another page follows, if the value of a key in moreKeys says so.
func (r *jsonReader) follow(key, shown string) *jsonError {
	if !slices.Contains(moreKeys, key) {
		return r.skip()
	}
	at := r.pos
	if err := r.skip(); err != nil {
		return err
	}
	switch strings.TrimSpace(r.text[at:r.pos]) {
	case "null", `""`, "0", "false":
	default:
		r.more = shown
	}
	return nil
}

// kindOfContext returns what the objects of a Microsoft Graph page are, from its @odata.context, if they aren't
// groups.
func kindOfContext(text string) string {
	_, set, _ := strings.Cut(text, "#")
	set, _, _ = strings.Cut(set, "(")
	return kindOf(strings.TrimSuffix(set, "s"))
}

// apiError is an error answer of an API.
type apiError struct {
	code, message string
	certain       bool // the object has a key that only errors have
	named         bool // the object has a name, like a group
}

// readError reads a value of a top-level object that may be an error of SCIM (RFC 7644 section 3.12), Microsoft
// Graph, Okta, PingOne, JumpCloud, Google, AWS or Keycloak.
func (r *jsonReader) readError(e *apiError, key string) *jsonError {
	next := r.peek()
	switch key {
	case "error", "errors", "errorCode", "__type":
		e.certain = true
		if next == '{' {
			return r.object(func(inner string) *jsonError { return r.readError(e, inner) })
		}
		if next == '"' {
			return r.errorText(&e.code)
		}
	case "code", "status":
		if next == '"' || next >= '0' && next <= '9' {
			return r.errorText(&e.code)
		}
	case "message", "errorSummary", "error_description", "detail", "Message":
		if next == '"' {
			return r.errorText(&e.message)
		}
	case "schemas":
		at := r.pos
		err := r.skip()
		if err == nil && strings.Contains(r.text[at:r.pos], "urn:ietf:params:scim:api:messages:2.0:Error") {
			e.certain = true
		}
		return err
	}
	if f := fieldOf(key); slices.Contains(nameFields, f) || f == samField || f == profileField || f == embeddedField {
		e.named = true
	}
	return r.skip()
}

func (r *jsonReader) errorText(to *string) *jsonError {
	text, _, err := r.scalar()
	if *to == "" {
		*to = text
	}
	return err
}

func (e apiError) isError() bool { return !e.named && (e.certain || e.message != "") }

// tokenWords occur in errors that a new token resolves.
var tokenWords = []string{
	"token", "e0000011", "unauthorized", "unauthenticated", "401", "expired", "credential",
}

// rightWords occur in errors that additional permissions resolve.
var rightWords = []string{
	"permission", "forbidden", "403", "insufficient", "accessdenied", "access denied", "requestdenied", "not authorized",
}

// problem describes the error and what to do about it.
func (e apiError) problem(offset int) *jsonError {
	text := strings.Trim(clip(e.code)+": "+clipTo(e.message, 160), ": ")
	err := &jsonError{
		offset: offset, why: "this is an error of the provider, not a list of groups",
		next: "send the request again until it succeeds, and save that answer",
	}
	if text != "" {
		err.why += ": " + migrate.Quote(text)
	}
	lower := strings.ToLower(e.code + " " + e.message)
	has := func(word string) bool { return strings.Contains(lower, word) }
	switch {
	case has("access_failed"): // used by PingOne for both
		err.next = "the token is expired or wrong, or the account may not read groups: correct that, and save the list again"
	case slices.ContainsFunc(rightWords, has):
		err.next = "the account may not read groups: give it the right, and save the list again"
	case slices.ContainsFunc(tokenWords, has):
		err.next = "the token is expired or wrong: get a new one, and save the list again"
	}
	return err
}
