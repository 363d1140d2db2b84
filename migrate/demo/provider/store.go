package provider

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
)

// Resource is one user or group.
type Resource struct {
	ID         string
	ExternalID string
	Attributes map[string]any
	version    int
}

// store keeps the resources of one type, in order. It implements
// scim.ResourceHandler.
type store struct {
	mu        sync.RWMutex
	resources []*Resource
	// unique is the attribute that must be unique, byte for byte.
	unique string
}

func (r *Resource) etag() string { return `W/"` + strconv.Itoa(r.version) + `"` }

// view returns the resource without the attributes that the client excludes (RFC 7644 section 3.9).
func (r *Resource) view(request *http.Request) scim.Resource {
	query := request.URL.Query()
	only, without := query.Get("attributes"), strings.Split(strings.ToLower(query.Get("excludedAttributes")), ",")
	attributes := scim.ResourceAttributes{}
	for name, value := range r.Attributes {
		wanted := only == "" || slices.Contains(strings.Split(strings.ToLower(only), ","), strings.ToLower(name))
		if wanted && !slices.Contains(without, strings.ToLower(name)) {
			attributes[name] = value
		}
	}
	external := optional.String{}
	if r.ExternalID != "" {
		external = optional.NewString(r.ExternalID)
	}
	return scim.Resource{ID: r.ID, ExternalID: external, Attributes: attributes, Meta: scim.Meta{Version: r.etag()}}
}

func (s *store) find(id string) (*Resource, error) {
	for _, r := range s.resources {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, errors.ScimErrorResourceNotFound(id)
}

// Get returns one resource.
func (s *store) Get(request *http.Request, id string) (scim.Resource, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r, err := s.find(id)
	if err != nil {
		return scim.Resource{}, err
	}
	return r.view(request), nil
}

// GetAll returns one page of the resources that match the filter.
func (s *store) GetAll(request *http.Request, p scim.ListRequestParams) (scim.Page, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	page := scim.Page{Resources: []scim.Resource{}}
	for _, r := range s.resources {
		if p.FilterValidator != nil && p.FilterValidator.PassesFilter(r.Attributes) != nil {
			continue
		}
		page.TotalResults++
		if page.TotalResults >= p.StartIndex && len(page.Resources) < p.Count {
			page.Resources = append(page.Resources, r.view(request))
		}
	}
	return page, nil
}

// Patch sets attributes (RFC 7644 section 3.5.2). The demo only supports whole attributes, not paths into them.
func (s *store) Patch(request *http.Request, id string, operations []scim.PatchOperation) (scim.Resource, error) {
	changes := map[string]any{}
	for _, op := range operations {
		switch values, whole := op.Value.(map[string]any); {
		case op.Op == scim.PatchOperationRemove:
			return scim.Resource{}, errors.ScimErrorMutability
		case op.Path != nil && op.Path.SubAttribute == nil && op.Path.ValueExpression == nil:
			changes[op.Path.AttributePath.AttributeName] = op.Value
		case op.Path == nil && whole:
			for name, value := range values {
				changes[name] = value
			}
		default:
			return scim.Resource{}, errors.ScimErrorInvalidPath
		}
	}
	return s.write(request, id, changes)
}

// Replace sets all given attributes.
func (s *store) Replace(request *http.Request, id string, attributes scim.ResourceAttributes) (scim.Resource, error) {
	return s.write(request, id, attributes)
}

func (s *store) write(request *http.Request, id string, changes map[string]any) (scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.find(id)
	if err != nil {
		return scim.Resource{}, err
	}
	if match := request.Header.Get("If-Match"); match != "" && match != "*" && match != r.etag() {
		return scim.Resource{}, errors.ScimError{
			Status: http.StatusPreconditionFailed,
			Detail: "the resource has changed: its version is " + r.etag(),
		}
	}
	if value, ok := changes[s.unique]; ok && slices.ContainsFunc(s.resources, func(o *Resource) bool {
		return o != r && o.Attributes[s.unique] == value
	}) {
		return scim.Resource{}, errors.ScimErrorUniqueness
	}
	after := make(map[string]any, len(r.Attributes))
	for name, value := range r.Attributes {
		after[name] = value
	}
	for name, value := range changes {
		after[name] = value
	}
	r.Attributes = after
	r.version++
	return r.view(request), nil
}

// Create returns an error: ad2scim never creates a group.
func (s *store) Create(*http.Request, scim.ResourceAttributes) (scim.Resource, error) {
	return scim.Resource{}, readOnlyDemo
}

// Delete returns an error: ad2scim never deletes a group.
func (s *store) Delete(*http.Request, string) error { return readOnlyDemo }

var readOnlyDemo = errors.ScimError{Status: http.StatusForbidden, Detail: "this provider creates and deletes nothing"}
