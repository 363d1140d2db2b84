package entra

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/idp"
	"ad2scim/migrate/idp/rest"
)

// maxSchema is the maximum size of an unpacked backup in bytes; a schema has some hundred thousand.
const maxSchema = 64 << 20

// schema is a synchronizationSchema as Graph returned it. A write replaces the whole schema ("Update
// synchronizationSchema"), so that all of it is sent back; only the enabled flags of object mappings are ever
// changed.
type schema map[string]any

func (c *Client) schema(ctx context.Context, app idp.App, id string) (schema, error) {
	return c.schemaAt(ctx, jobPath(app, id, "/schema"))
}

// templateSchema returns the initial schema of a job from a template.
func (c *Client) templateSchema(ctx context.Context, app idp.App, id string) (schema, error) {
	return c.schemaAt(ctx, principal(app.ID, "/synchronization/templates/"+url.PathEscape(id)+"/schema"))
}

func (c *Client) schemaAt(ctx context.Context, path string) (schema, error) {
	const doing = "read the provisioning mappings"
	a, err := c.do(ctx, doing, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return nil, err
	}
	s, err := parseSchema(a.Body)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot " + doing + " (Microsoft Graph)",
			Why: "the answer is not the JSON that was expected", Next: "try again", Err: err,
		}
	}
	return s, nil
}

// parseSchema parses a schema and keeps numbers as they are written.
func parseSchema(text []byte) (schema, error) {
	var s schema
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err := d.Decode(&s)
	return s, err
}

// mappings returns the object mappings for a kind of object, User or Group, in the rules that may be changed.
func (s schema) mappings(kind string) []map[string]any {
	var found []map[string]any
	rules, _ := s["synchronizationRules"].([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		if rule["editable"] == false {
			continue
		}
		list, _ := rule["objectMappings"].([]any)
		for _, m := range list {
			m, _ := m.(map[string]any)
			if name, _ := m["sourceObjectName"].(string); strings.EqualFold(name, kind) {
				found = append(found, m)
			}
		}
	}
	return found
}

// enabled returns the flag of each mapping of a kind.
func (s schema) enabled(kind string) []bool {
	var all []bool
	for _, m := range s.mappings(kind) {
		on, _ := m["enabled"].(bool)
		all = append(all, on)
	}
	return all
}

// source returns what a target attribute of a kind of object is made from: the name of an attribute, or other,
// which describes a mapping that isn't a plain attribute. Both are empty if nothing is mapped to it.
func (s schema) source(kind, target string) (attribute, other string) {
	for _, m := range s.mappings(kind) {
		list, _ := m["attributeMappings"].([]any)
		for _, a := range list {
			a, _ := a.(map[string]any)
			if name, _ := a["targetAttributeName"].(string); !strings.EqualFold(name, target) {
				continue
			}
			from, _ := a["source"].(map[string]any)
			name, _ := from["name"].(string)
			switch from["type"] {
			case "Attribute", nil: // the default (Graph, attributeMappingSource)
				if name != "" {
					return name, ""
				}
				return "", "a fixed value"
			case "Constant":
				return "", "a fixed value"
			}
			expression, _ := from["expression"].(string)
			return "", "the expression " + expression
		}
	}
	return "", ""
}

// print returns a fingerprint of the schema without what this program changes, the flags of the mappings, and what
// Graph changes with every write, the version. Graph documents no ETag for a schema, so this is compared right
// before a write.
func (s schema) print() string {
	var copied schema
	text, err := json.Marshal(s)
	if err == nil {
		copied, err = parseSchema(text)
	}
	if err != nil {
		panic(err) // can't happen: it was parsed from JSON
	}
	for _, kind := range []string{"User", "Group"} {
		for _, m := range copied.mappings(kind) {
			delete(m, "enabled")
		}
	}
	maps.DeleteFunc(copied, func(key string, _ any) bool { return key == "version" || strings.HasPrefix(key, "@odata.") })
	if text, err = json.Marshal(copied); err != nil {
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// pack compresses the schema for the journal, as JSON with gzip.
func (s schema) pack() []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // can't happen: it was parsed from JSON
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(text) // to memory
	w.Close()
	return b.Bytes()
}

func unpack(packed []byte) (schema, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, maxSchema))
	if err != nil {
		return nil, err
	}
	return parseSchema(text)
}
