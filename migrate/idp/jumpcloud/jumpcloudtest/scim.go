package jumpcloudtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// target is the SCIM provider that the stand-in pushes to.
type target struct{ endpoint, token string }

// Activate is the admin's click on Activate: the stand-in sends to a SCIM
// provider each bound group that has members, by its name. A group of the same
// name is taken over.
func (s *Server) Activate(appID, endpoint, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	to := &target{strings.TrimRight(endpoint, "/"), token}
	for _, id := range s.now.app(appID).Groups {
		if len(s.now.members[id]) == 0 {
			continue
		}
		if err := to.push(fmt.Sprint(s.now.group(id)["name"])); err != nil {
			return err
		}
	}
	return nil
}

func (t *target) push(name string) error {
	var found struct {
		Resources []struct{ ID, DisplayName string }
	}
	if err := t.call(http.MethodGet, "/Groups?filter="+url.QueryEscape("displayName eq "+strconv.Quote(name)), nil, &found); err != nil {
		return err
	}
	for _, g := range found.Resources {
		if g.DisplayName == name {
			return nil
		}
	}
	return t.call(http.MethodPost, "/Groups", map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": name}, nil)
}

func (t *target) call(method, path string, body, into any) error {
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, t.endpoint+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+t.token)
	req.Header.Set("Content-Type", "application/scim+json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the SCIM provider cannot be reached")
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
