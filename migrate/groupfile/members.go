package groupfile

import (
	"context"
	"strings"

	"ad2scim/migrate"
)

// Members returns the members of the group with this id (or this name, if the file has no ids). It reads the file
// if Groups hasn't. With nested, it includes the members of groups inside it that are in the same file. A format
// without members is BadInput and ErrNoMembers.
func (f *File) Members(ctx context.Context, id string, nested bool) ([]migrate.Member, error) {
	f.mu.Lock()
	c := f.last
	f.mu.Unlock()
	if c == nil {
		if _, err := f.Groups(ctx, nil); err != nil {
			return nil, err
		}
		f.mu.Lock()
		c = f.last
		f.mu.Unlock()
	}
	if c.members == nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot list members from " + shown(f.conn),
			Why:  "a file of this format holds none",
			Next: "use JSON or LDIF, or read the source itself", Err: migrate.ErrNoMembers,
		}
	}
	w := memberWalk{ctx: ctx, content: c, byKey: map[string]int{}, open: map[int]bool{}}
	for i := range c.groups {
		g := &c.groups[i]
		for _, key := range []string{g.ID, dnKey(g.DN)} {
			if key != "" {
				w.byKey[key] = i
			}
		}
		if g.ID == "" && g.Name == id {
			w.byKey[id] = i
		}
	}
	start, ok := w.byKey[id]
	if !ok {
		return nil, migrate.ErrGone
	}
	if err := w.walk(start, nil, nested); err != nil {
		return nil, err
	}
	return w.found, nil
}

// memberWalk collects members. It visits each group once, so that cycles end.
type memberWalk struct {
	ctx     context.Context
	content *content
	byKey   map[string]int
	open    map[int]bool
	found   []migrate.Member
}

func (w *memberWalk) walk(i int, via []string, nested bool) error {
	w.open[i] = true
	if err := w.ctx.Err(); err != nil {
		return err
	}
	members, err := w.content.members(i)
	if err != nil {
		return err
	}
	for _, m := range members {
		inner, isGroup := w.byKey[m.ID]
		if m.ID == "" || !isGroup {
			inner, isGroup = w.byKey[dnKey(m.DN)]
		}
		isGroup = isGroup && (m.ID != "" || m.DN != "")
		if isGroup {
			m.Kind, m.ID = migrate.GroupMember, w.content.groups[inner].ID
		}
		m.Via = via
		w.found = append(w.found, m)
		if nested && isGroup && !w.open[inner] {
			deeper := append(append([]string{}, via...), w.content.groups[inner].Name)
			if err := w.walk(inner, deeper, nested); err != nil {
				return err
			}
		}
	}
	return nil
}

// dnKey returns a map key for a DN that ignores case.
func dnKey(dn string) string { return strings.ToLower(dn) }

// members reads the members of group i in SCIM's form (RFC 7643 section 4.2).
func (r *jsonReader) members(i int) ([]migrate.Member, error) {
	at := r.spans[i]
	if at.start == at.end || r.text[at.start] != '[' {
		return nil, nil
	}
	var list []migrate.Member
	s := &scanner{text: r.text[:at.end], pos: at.start}
	err := s.array(func() *jsonError {
		m := migrate.Member{Kind: migrate.UnknownMember}
		switch s.peek() {
		case '"': // the DN, in the output of Get-ADGroup
			dn, err := s.str()
			m.DN, m.Name = dn, nameFromDN(dn)
			list = append(list, m)
			return err
		case '{':
			err := s.member(&m)
			list = append(list, m)
			return err
		}
		return s.skip()
	})
	if err != nil {
		return nil, r.d.broken(err.offset, err.why, "correct the file or export it again")
	}
	return list, nil
}

func (s *scanner) member(m *migrate.Member) *jsonError {
	return s.object(func(key string) *jsonError {
		var to *string
		kind := ""
		switch strings.ToLower(key) {
		case "value", "id":
			to = &m.ID
		case "display", "displayname":
			to = &m.Name
		case "mail":
			to = &m.Mail
		case "username", "userprincipalname":
			to = &m.UPN
		case "type", "@odata.type":
			to = &kind
		}
		if to == nil || s.peek() == '{' || s.peek() == '[' {
			return s.skip()
		}
		value, ok, err := s.scalar()
		if ok {
			*to = value
		}
		switch strings.ToLower(kind) {
		case "user", "#microsoft.graph.user":
			m.Kind = migrate.UserMember
		case "group", "#microsoft.graph.group":
			m.Kind = migrate.GroupMember
		}
		return err
	})
}
