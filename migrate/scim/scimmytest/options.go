package scimmytest

import "ad2scim/migrate/scim/jsontext"

// Group is a group of the provider.
type Group struct {
	ID         string // empty: chosen by the provider, as group-1
	Name       string // displayName; the only invalid UTF-8 that it can hold is a lone surrogate
	ExternalID string
	Members    []string // ids of users or of groups
	ReadOnly   bool     // changes are refused with 403
	Version    string   // only set by Groups
}

// User is a user of the provider.
type User struct {
	ID       string
	UserName string
	Display  string
	Mail     string // primary email address
}

// Unique is a provider's rule for duplicate displayNames.
type Unique string

// Rules of real providers.
const (
	NotUnique      Unique = ""
	UniqueExact    Unique = "exact"
	UniqueFolded   Unique = "case" // case does not count
	UniqueWithSelf Unique = "self" // ignores case, and a group conflicts with its own old name
)

// Options are properties of the provider. The zero value is an ordinary provider.
type Options struct {
	Users    []User
	PageSize int    // maximum number of resources in a page; 0 means 200
	Token    string // empty means a new UUID
	Unique   Unique
	ETag     bool // has versions and supports If-Match
	NoPatch  bool // PATCH is answered with 501
	NoGroups bool // like Dashlane's Confidential SCIM: /Groups is 404
	NoUsers  bool
	Open     bool // requires no token
	ReadOnly bool // refuses every write with 403
	Trims    bool // trims spaces around a displayName
	Longest  int  // maximum length of a displayName in characters; 0 means no limit
	TLS      bool // https, with a certificate of Server.CAFile
	// RecordReads makes Requests return GET too.
	RecordReads bool
}

// Fault replaces an answer of the provider. The first fault that matches a request and isn't used up counts.
type Fault struct {
	Method     string            `json:"method,omitempty"` // empty: any
	Path       string            `json:"path,omitempty"`   // part of the path
	Skip       int               `json:"skip,omitempty"`   // number of requests to let through first
	Times      int               `json:"times"`            // how often; -1 means always
	Status     int               `json:"status,omitempty"`
	Header     map[string]string `json:"header,omitempty"`
	Body       string            `json:"body,omitempty"`
	Drop       Drop              `json:"drop,omitempty"`
	DelayMilli int               `json:"delay,omitempty"` // wait first; without other fields, only wait
}

// Drop is when a fault closes the connection.
type Drop string

// When a connection is dropped.
const (
	DropBefore Drop = "before" // the request was read, but nothing was done
	DropAfter  Drop = "after"  // the work was done, but no answer was sent
)

// Busy returns a fault of n answers that ask to wait; status is 429 or 503.
func Busy(status, n int, retryAfter string) Fault {
	return Fault{Times: n, Status: status, Header: map[string]string{"Retry-After": retryAfter}}
}

// Request is a request that reached the provider. Status is 0 if the connection was dropped.
type Request struct {
	Method, Path, Query, IfMatch string
	Status                       int
}

// JSON forms of groups and options for the script.

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

// startCommand returns the command that starts a provider.
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
