package scim

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/scim/jsontext"
)

// How users are requested by id.
const (
	searchAtOnce = 100 // ids in one filter: a URL of about 5 kB
	searchMin    = 20  // for servers that refuse URLs of that length
	oneByOne     = 2   // up to this many, single requests are used
)

// readUsers reads these users: by a filter of many ids (RFC 7644 section 3.4.2.2), or with the whole list if the
// provider doesn't support that. Users that a filter doesn't find are requested one by one, because the provider
// may have evaluated only a part of the filter. A user that isn't found then stays unknown.
func (m *membership) readUsers(ctx context.Context, ids []string, report migrate.Report) error {
	missing := ids
	if len(ids) > oneByOne && !m.client.knownConfig().Filter.isNot() {
		var err error
		if missing, err = m.searchUsers(ctx, ids, report); err != nil {
			return err
		}
	}
	if len(missing) > max(oneByOne, min(fewAlone, len(ids)/2)) {
		wanted := map[string]bool{}
		for _, id := range missing {
			wanted[id] = true
		}
		l := &lister[userItem]{
			client: m.client, kind: users, how: m.client.pageParams(users, m.client.knownConfig()),
			report: report, wanted: wanted,
		}
		all, err := l.read(ctx)
		if err != nil {
			return err
		}
		for _, u := range all {
			m.know(u)
		}
		return nil
	}
	return fetch(ctx, m.client, "/Users", missing, func(id string, u *userItem) {
		u.ID = jsontext.String(id)
		m.know(*u)
	})
}

func (m *membership) know(u userItem) {
	user := u.user()
	m.users[user.ID] = &user
}

// searchUsers requests users by filter and returns the ids that weren't found: all of them if the provider doesn't
// filter as requested.
func (m *membership) searchUsers(ctx context.Context, ids []string, report migrate.Report) (missing []string,
	err error,
) {
	size := searchAtOnce
	for rest := ids; len(rest) > 0; {
		batch := rest[:min(size, len(rest))]
		found, err := m.search(ctx, batch)
		switch code := statusOf(err); {
		case tooLong(code) && len(batch) > searchMin:
			size = searchMin
			continue
		case code != 0 && code != http.StatusUnauthorized:
			return ids, nil
		case err != nil:
			return nil, err
		}
		asked := map[string]bool{}
		for _, id := range batch {
			asked[id] = true
		}
		for _, u := range found {
			if !asked[u.id()] {
				return ids, nil // the provider ignores the filter or applies another one
			}
			m.know(u)
			delete(asked, u.id())
		}
		if len(asked) > len(batch)/2 {
			return ids, nil
		}
		for _, id := range batch {
			if asked[id] {
				missing = append(missing, id)
			}
		}
		rest = rest[len(batch):]
		report.Send(migrate.Progress{Doing: "reading who the members are", Done: len(ids) - len(rest), Total: len(ids)})
	}
	return missing, nil
}

// search requests users with any of these ids. If a provider returns fewer than there are, the remaining ones are
// requested again.
func (m *membership) search(ctx context.Context, ids []string) (found []userItem, err error) {
	for left := slices.Clone(ids); len(left) > 0; {
		terms := make([]string, len(left))
		for i, id := range left {
			quoted, err := jsontext.String(id).MarshalJSON()
			if err != nil {
				return nil, err
			}
			terms[i] = "id eq " + string(quoted)
		}
		q := url.Values{"filter": {strings.Join(terms, " or ")}, "count": {strconv.Itoa(len(left))}}
		body, err := m.client.getPage(ctx, users, q, nil)
		if err != nil {
			return nil, err
		}
		p, err := decodePage[userItem](body)
		if err != nil || missingID(p.Resources) != nil {
			return nil, &statusError{http.StatusNotImplemented, ""} // without a list, filters aren't supported
		}
		before := len(left)
		for _, u := range p.Resources {
			left = slices.DeleteFunc(left, func(id string) bool { return id == u.id() })
		}
		found = append(found, p.Resources...)
		if !p.firm() || len(left) == before {
			break
		}
	}
	return found, nil
}

// tooLong reports whether a status may mean that the URL is too long; IIS answers 404.
func tooLong(code int) bool {
	return slices.Contains([]int{
		http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
		http.StatusRequestHeaderFieldsTooLarge,
	}, code)
}

// knownConfig returns the provider's configuration if it was read.
func (c *Client) knownConfig() serviceConfig {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config == nil {
		return serviceConfig{}
	}
	return *c.config
}
