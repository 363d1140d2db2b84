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

// How users are asked for by id.
const (
	searchAtOnce = 100 // ids in one filter: about 5 kB of address
	searchLeast  = 20  // where a server takes no address so long
	oneByOne     = 2   // up to so many are not worth a filter
)

// readUsers reads these users: by a filter of many ids (RFC 7644 section
// 3.4.2.2), or, where the provider takes none, with the whole list. What a
// filter does not find is asked for by itself, as a provider may have evaluated
// half of it; a user that is not there either stays unknown.
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
			client: m.client, kind: users, how: m.client.asking(users, m.client.knownConfig()),
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

// searchUsers asks for users by filter and returns the ids that it did not
// find: all of them, where the provider does not filter as it is asked to.
func (m *membership) searchUsers(ctx context.Context, ids []string, report migrate.Report) (missing []string,
	err error,
) {
	size := searchAtOnce
	for rest := ids; len(rest) > 0; {
		batch := rest[:min(size, len(rest))]
		found, err := m.search(ctx, batch)
		switch code := statusOf(err); {
		case tooLong(code) && len(batch) > searchLeast:
			size = searchLeast
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
				return ids, nil // it filters otherwise, or not at all
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

// search asks for users with any of these ids. A provider that sends fewer at
// once than there are sends the others when they are asked for again.
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
			return nil, &statusError{http.StatusNotImplemented, ""} // what is no list is no filter
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

// tooLong says that a server may not take an address so long: IIS answers 404.
func tooLong(code int) bool {
	return slices.Contains([]int{
		http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
		http.StatusRequestHeaderFieldsTooLarge,
	}, code)
}

// knownConfig is what the provider says of itself, if that has been read.
func (c *Client) knownConfig() serviceConfig {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config == nil {
		return serviceConfig{}
	}
	return *c.config
}
