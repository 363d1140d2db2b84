package scimmytest

import "ad2scim/migrate/scim/jsontext"

// Group is a group of the provider.
type Group struct {
	ID         string // empty: the provider makes one, group-1 and so on
	Name       string // displayName; of invalid UTF-8 only a lone surrogate is possible
	ExternalID string
	Members    []string // ids of users or of groups
	ReadOnly   bool     // a change of it is refused with 403
	Version    string   // only in what Groups returns
}

// User is a user of the provider.
type User struct {
	ID       string
	UserName string
	Display  string
	Mail     string // the primary e-mail
}

// Unique is a provider's rule for which displayName is taken.
type Unique string

// The rules that are found in the field.
const (
	NotUnique      Unique = ""
	UniqueExact    Unique = "exact"
	UniqueFolded   Unique = "case" // case does not count
	UniqueWithSelf Unique = "self" // the same, and a group's own old name stands in its way too
)

// Options say what the provider is like. The zero value is a plain one.
type Options struct {
	Users    []User
	PageSize int    // the most resources of one page; 0 means 200
	Token    string // empty means a new UUID
	Unique   Unique
	ETag     bool // has versions, and heeds If-Match
	NoPatch  bool // PATCH is answered with 501
	NoGroups bool // as Dashlane's Confidential SCIM: /Groups is 404
	NoUsers  bool
	Open     bool // asks for no token
	ReadOnly bool // refuses every write with 403
	Trims    bool // removes blanks round a displayName
	Longest  int  // the most characters of a displayName; 0 means any number
	TLS      bool // https, with a certificate of Server.CAFile
	// RecordReads makes Requests return GET too.
	RecordReads bool
}

// Fault is an answer in place of the provider's. The first fault that fits a
// request and is not used up is the one that counts.
type Fault struct {
	Method     string            `json:"method,omitempty"` // empty: any
	Path       string            `json:"path,omitempty"`   // a part of the path
	Skip       int               `json:"skip,omitempty"`   // how many requests go through first
	Times      int               `json:"times"`            // how often; -1 means always
	Status     int               `json:"status,omitempty"`
	Header     map[string]string `json:"header,omitempty"`
	Body       string            `json:"body,omitempty"`
	Drop       Drop              `json:"drop,omitempty"`
	DelayMilli int               `json:"delay,omitempty"` // wait first; alone: only wait
}

// Drop says when a fault closes the connection.
type Drop string

// When a connection is dropped.
const (
	DropBefore Drop = "before" // the request was read and nothing done
	DropAfter  Drop = "after"  // the work is done and the answer never sent
)

// Busy is a fault of n answers that ask to wait: status is 429 or 503.
func Busy(status, n int, retryAfter string) Fault {
	return Fault{Times: n, Status: status, Header: map[string]string{"Retry-After": retryAfter}}
}

// Request is one that reached the provider. Status is 0 where the connection
// was dropped.
type Request struct {
	Method, Path, Query, IfMatch string
	Status                       int
}

// The forms in which groups and options travel to the script and back.

type wireGroup struct {
	ID          string          `json:"id"`
	DisplayName jsontext.String `json:"displayName"`
	ExternalID  jsontext.String `json:"externalId"`
	Members     []string        `json:"members"`
	ReadOnly    bool            `json:"readOnly"`
	Version     string          `json:"version,omitempty"`
}

func toWire(g Group) wireGroup {
	return wireGroup{g.ID, jsontext.String(g.Name), jsontext.String(g.ExternalID), g.Members, g.ReadOnly, ""}
}

func fromWire(w wireGroup) Group {
	return Group{w.ID, string(w.DisplayName), string(w.ExternalID), w.Members, w.ReadOnly, w.Version}
}

// startCommand is the command that starts a provider.
func startCommand(o Options, groups []Group, tls *keyPair) map[string]any {
	type wireUser struct {
		ID          string `json:"id"`
		UserName    string `json:"userName"`
		DisplayName string `json:"displayName,omitempty"`
		Mail        string `json:"mail,omitempty"`
	}
	users := make([]wireUser, len(o.Users))
	for i, u := range o.Users {
		users[i] = wireUser{u.ID, u.UserName, u.Display, u.Mail}
	}
	wired := make([]wireGroup, len(groups))
	for i, g := range groups {
		wired[i] = toWire(g)
	}
	return map[string]any{
		"command": "start", "users": users, "groups": wired, "pageSize": o.PageSize, "token": o.Token, "unique": o.Unique,
		"open": o.Open, "readOnly": o.ReadOnly, "trims": o.Trims, "longest": o.Longest,
		"recordReads": o.RecordReads, "tls": tls,
	}
}
