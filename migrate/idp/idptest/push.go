// Package idptest is shared by the stand-ins for identity providers: requests that a test makes fail or observes,
// and sending groups to a SCIM provider as a real identity provider does.
package idptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Target is the SCIM provider that a stand-in provisions to.
type Target struct{ Endpoint, Token string }

var client = &http.Client{Timeout: 30 * time.Second}

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

// PushGroup sends a group: it looks for exactly this displayName and uses the existing group, or creates one (RFC
// 7644 sections 3.4.2 and 3.3). It reads the list instead of using a filter, because not every provider supports
// every name in one.
func (t Target) PushGroup(name string) error {
	for first, total := 1, 1; first <= total; {
		var page struct {
			TotalResults int
			Resources    []struct{ DisplayName string }
		}
		if err := t.call(http.MethodGet, fmt.Sprintf("/Groups?startIndex=%d", first), nil, &page); err != nil {
			return err
		}
		for _, g := range page.Resources {
			if g.DisplayName == name {
				return nil
			}
		}
		if len(page.Resources) == 0 {
			break
		}
		first, total = first+len(page.Resources), page.TotalResults
	}
	return t.CreateGroup(name)
}

// CreateGroup creates a group with this name, even if it exists.
func (t Target) CreateGroup(name string) error {
	return t.call(http.MethodPost, "/Groups", map[string]any{"schemas": []string{groupSchema}, "displayName": name}, nil)
}

func (t Target) call(method, path string, body, into any) error {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, strings.TrimRight(t.Endpoint, "/")+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+t.Token)
	req.Header.Set("Content-Type", "application/scim+json")
	resp, err := client.Do(req)
	if err != nil {
		return errors.New("the SCIM provider cannot be reached")
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("the SCIM provider answered %d", resp.StatusCode)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(into)
}
