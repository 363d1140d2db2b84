package scim

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
	"ad2scim/migrate/scim/jsontext"
)

// errorBody is the content of an error answer (RFC 7644 section 3.12), as far as it can be found: servers nest it,
// and write status as a number or a string.
type errorBody struct {
	status   int
	scimType string // such as uniqueness
	detail   string // safe to show
}

const maxDetail = 300 // bytes

// parseError extracts the error from a JSON answer. The result is empty if it isn't JSON.
func parseError(body []byte) errorBody {
	var e errorBody
	e.look(body, 0)
	e.detail = tidy(e.detail)
	return e
}

// tidy makes the server's message safe for one line on a terminal.
func tidy(words string) string {
	words = migrate.Mask(strings.Join(strings.Fields(words), " "))
	if len(words) > maxDetail {
		words = strings.ToValidUTF8(words[:maxDetail], "") + "…"
	}
	return names.Visible(words)
}

// Keys that contain the error's text, the most specific first.
var (
	detailKeys = []string{"detail", "message", "error_description", "description", "title", "reason"}
	nestedKeys = []string{"error", "errors", "Errors", "response", "urn:ietf:params:scim:api:messages:2.0:Error"}
)

func (e *errorBody) look(raw []byte, depth int) {
	if depth > 4 {
		return
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		for _, item := range list[:min(len(list), 3)] {
			e.look(item, depth+1)
		}
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return
	}
	get := func(key string) string {
		for k, v := range object {
			var s jsontext.String
			if strings.EqualFold(k, key) && json.Unmarshal(v, &s) == nil && s != "" {
				return string(s)
			}
		}
		return ""
	}
	for _, key := range detailKeys {
		if e.detail == "" {
			e.detail = get(key)
		}
	}
	if e.scimType == "" {
		e.scimType = get("scimType")
	}
	if n, err := strconv.Atoi(get("status")); err == nil && e.status == 0 {
		e.status = n
	}
	for _, key := range nestedKeys {
		if nested, found := object[key]; found {
			if e.look(nested, depth+1); e.detail == "" {
				e.detail = get(key)
			}
		}
	}
}

// isError reports whether a body is a SCIM error, whatever its HTTP status.
func isError(body []byte) bool {
	return bytes.Contains(body[:min(len(body), 1024)], []byte("messages:2.0:Error"))
}

// isWebPage reports whether a body is a page for a browser.
func isWebPage(body []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 1024)]))
	for bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!--")) {
		_, rest, found := bytes.Cut(head, []byte(">"))
		if !found {
			return false
		}
		head = bytes.TrimSpace(rest)
	}
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) ||
		bytes.HasPrefix(head, []byte("<head")) || bytes.HasPrefix(head, []byte("<body"))
}
