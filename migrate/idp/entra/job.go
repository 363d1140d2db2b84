package entra

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

type template struct {
	ID string `json:"id"`
}

type execution struct {
	Began    time.Time `json:"timeBegan"`
	Ended    time.Time `json:"timeEnded"`
	Exported int       `json:"countExported"`
	Escrowed int       `json:"countEscrowed"`
	State    string    `json:"state"`
}

// job is a synchronizationJob with the parts of its status that are used.
type job struct {
	ID     string `json:"id"`
	Status struct {
		Code       string     `json:"code"`
		Steady     time.Time  `json:"steadyStateFirstAchievedTime"`
		Last       *execution `json:"lastExecution"`
		Quarantine *struct {
			Reason string `json:"reason"`
		} `json:"quarantine"`
	} `json:"status"`
}

func jobPath(app idp.App, id, rest string) string {
	return principal(app.ID, "/synchronization/jobs/"+url.PathEscape(id)+rest)
}

// job returns the app's job, or nil where it has none.
func (c *Client) job(ctx context.Context, app idp.App) (*job, error) {
	list, err := pages[job](ctx, c, "read the provisioning of the app "+migrate.Quote(app.Name), principal(app.ID, "/synchronization/jobs"), nil)
	switch {
	case err != nil || len(list) == 0:
		return nil, err
	case len(list) > 1:
		return nil, failed("cannot tell which provisioning of the app "+migrate.Quote(app.Name)+" counts", "it has more than one job", "delete the ones that are not used", migrate.ErrInvalid)
	}
	return &list[0], nil
}

func (c *Client) needJob(ctx context.Context, app idp.App) (*job, error) {
	j, err := c.job(ctx, app)
	if err == nil && j == nil {
		err = failed("cannot go on with the app "+migrate.Quote(app.Name), "it has no provisioning job", "make the endpoint's step first", migrate.ErrGone)
	}
	return j, err
}

// makeJob makes the job from the app's template.
func (c *Client) makeJob(ctx context.Context, app idp.App) error {
	list, err := pages[template](ctx, c, "read the provisioning templates of the app", principal(app.ID, "/synchronization/templates"), nil)
	if err != nil {
		return err
	}
	id := ""
	for _, t := range list {
		low := strings.ToLower(t.ID)
		if len(list) == 1 || strings.Contains(low, "scim") || strings.Contains(low, "customappsso") {
			id = t.ID
		}
	}
	if id == "" {
		return failed("cannot set up provisioning for the app "+migrate.Quote(app.Name), "it has no template for SCIM", "choose Dashlane's app, or make an app that is not from the gallery", migrate.ErrInvalid)
	}
	_, err = c.do(ctx, "make the provisioning job", rest.Request{Method: http.MethodPost, Path: principal(app.ID, "/synchronization/jobs"), Body: template{ID: id}.create()})
	return err
}

func (t template) create() map[string]string { return map[string]string{"templateId": t.ID} }

// schema is a synchronization schema as Graph gave it; only enabled of object
// mappings is ever changed, since a write replaces the whole.
type schema map[string]any

func (c *Client) schema(ctx context.Context, app idp.App, id string) (schema, error) {
	a, err := c.do(ctx, "read the provisioning mappings", rest.Request{Method: http.MethodGet, Path: jobPath(app, id, "/schema")})
	if err != nil {
		return nil, err
	}
	var s schema
	d := json.NewDecoder(strings.NewReader(string(a.Body)))
	d.UseNumber()
	if err := d.Decode(&s); err != nil {
		return nil, read("read the provisioning mappings", a.Body, &s)
	}
	return s, nil
}

// mappings lists the object mappings from a kind of object, User or Group.
func (s schema) mappings(kind string) []map[string]any {
	var found []map[string]any
	rules, _ := s["synchronizationRules"].([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		list, _ := rule["objectMappings"].([]any)
		for _, m := range list {
			if m, ok := m.(map[string]any); ok && m["sourceObjectName"] == kind {
				found = append(found, m)
			}
		}
	}
	return found
}

// enabled says for each mapping of a kind whether it is on.
func (s schema) enabled(kind string) []bool {
	var all []bool
	for _, m := range s.mappings(kind) {
		on, _ := m["enabled"].(bool)
		all = append(all, on)
	}
	return all
}

// sentAttribute is the attribute that displayName of a group is made from.
func (c *Client) sentAttribute(ctx context.Context, app idp.App) (string, error) {
	j, err := c.job(ctx, app)
	if err != nil || j == nil {
		return "", err
	}
	s, err := c.schema(ctx, app, j.ID)
	if err != nil {
		return "", err
	}
	for _, m := range s.mappings("Group") {
		list, _ := m["attributeMappings"].([]any)
		for _, a := range list {
			a, _ := a.(map[string]any)
			if a["targetAttributeName"] != "displayName" {
				continue
			}
			source, _ := a["source"].(map[string]any)
			name, _ := source["name"].(string)
			if source["type"] != "Attribute" {
				name, _ = source["expression"].(string)
				name = "expression " + name
			}
			return name, nil
		}
	}
	return "", nil
}
