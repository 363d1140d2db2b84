package oktatest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// target is the SCIM provider that the stand-in pushes to.
type target struct{ endpoint, token string }

// PushTo makes the stand-in send each pushed group to a SCIM provider, as Okta
// does: it looks for the name, and creates the group where it is not there.
func (s *Server) PushTo(endpoint, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = &target{strings.TrimRight(endpoint, "/"), token}
}

// send pushes the group of a mapping under its own name.
func (s *Server) send(m *mapping) {
	source := s.now.group(m.Source)
	name := fmt.Sprint(source.Profile["name"])
	m.LastPush, m.Error = s.stamp(), ""
	event := Event{Type: "application.provision.group_push.updated", Result: "SUCCESS", App: m.App, TargetType: "UserGroup", Target: name, At: time.Now()}
	if s.target != nil {
		if err := s.target.push(name); err != nil {
			m.Status, m.Error = "ERROR", err.Error()
			event.Type, event.Result, event.Reason = "application.provision.group.add", "FAILURE", err.Error()
		}
	}
	if g := s.now.group(m.Target); g != nil && m.Status == "ACTIVE" {
		g.Profile["name"] = name
	}
	s.now.events = append(s.now.events, event)
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
