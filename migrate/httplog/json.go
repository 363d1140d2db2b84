package httplog

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"ad2scim/migrate"
)

const (
	mostNested = 100      // levels of a JSON body that are read
	mostRead   = 64 << 10 // bytes of it after which no further value is read
)

// jsonText returns a JSON body without credentials and white space. Of a body that breaks off, it returns what comes
// before. It reports false for a body that isn't JSON.
func jsonText(body []byte) (string, bool) {
	if begin := bytes.TrimLeft(body, " \t\r\n"); len(begin) == 0 || begin[0] != '{' && begin[0] != '[' {
		return "", false
	}
	r := newJSONReader(string(body))
	text, err := r.value(0)
	return text, err == nil || len(text) > 1
}

type jsonReader struct{ in *json.Decoder }

func newJSONReader(text string) jsonReader {
	r := jsonReader{json.NewDecoder(strings.NewReader(text))}
	r.in.UseNumber()
	return r
}

var errTooMuch = errors.New("more than is written")

// value returns the next value without credentials. With an error it returns what comes before.
func (r *jsonReader) value(level int) (string, error) {
	if level > mostNested || r.in.InputOffset() > mostRead {
		return "", errTooMuch
	}
	t, err := r.in.Token()
	if err != nil {
		return "", err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return r.object(level + 1)
		}
		return r.array(level + 1)
	case string:
		return jsonString(stringText(t, level)), nil
	case json.Number:
		return t.String(), nil
	case bool:
		return strconv.FormatBool(t), nil
	}
	return "null", nil
}

const blanked = `"***"`

// object returns an object. Blanked are members whose name is that of a credential, and in a pair, such as
// {"key":"SecretToken","value":"..."}, the value, whichever comes first.
func (r *jsonReader) object(level int) (string, error) {
	type member struct{ name, text string }
	var all []member
	pair, end := false, "}"
	var err error
	for err == nil {
		var t json.Token
		if t, err = r.in.Token(); err != nil || t == json.Delim('}') {
			break
		}
		name := t.(string)
		var text string
		text, err = r.value(level)
		if namesPair(name) && namesCredential(text) {
			pair = true
		}
		if namesCredential(name) && text != "" {
			text = blanked
		}
		all = append(all, member{name, text})
	}
	if err != nil {
		end = ""
	}
	var out strings.Builder
	for i, m := range all {
		if i > 0 {
			out.WriteByte(',')
		}
		// The name may come where the body breaks off. A list is no pair's value then, such as that of Microsoft Graph.
		cut := err != nil && !strings.HasPrefix(m.text, "[") && !strings.HasPrefix(m.text, "{")
		if (pair || cut) && valueOfPair(m.name) && m.text != "" {
			m.text = blanked
		}
		out.WriteString(jsonString(withoutCredentials(m.name)) + ":" + m.text)
	}
	return "{" + out.String() + end, err
}

// namesPair reports whether a member has the name of a value beside it.
func namesPair(name string) bool {
	switch strings.ToLower(name) {
	case "key", "name", "id", "type", "path", "field", "header", "displayname", "k", "n":
		return true
	}
	return false
}

// valueOfPair reports whether a member has the value of a name beside it.
func valueOfPair(name string) bool {
	switch strings.ToLower(name) {
	case "value", "values", "val", "data", "content", "text", "v":
		return true
	}
	return false
}

// array returns an array. What follows a text that is the name of a credential is blanked.
func (r *jsonReader) array(level int) (string, error) {
	var out strings.Builder
	out.WriteByte('[')
	for i, after := 0, false; r.in.More(); i++ {
		text, err := r.value(level)
		if i > 0 {
			out.WriteByte(',')
		}
		if after && text != "" {
			text = blanked
		}
		out.WriteString(text)
		if err != nil {
			return out.String(), err
		}
		after = after || text[0] == '"' && namesCredential(text)
	}
	_, err := r.in.Token()
	if err == nil {
		out.WriteByte(']')
	}
	return out.String(), err
}

// stringText returns a text within a JSON body without credentials. It may be JSON itself.
func stringText(text string, level int) string {
	if trimmed := strings.TrimSpace(text); level < mostNested && trimmed != "" && strings.ContainsAny(trimmed[:1], `{["`) {
		r := newJSONReader(trimmed)
		if inner, err := r.value(level + 1); err == nil && !r.in.More() {
			return inner
		}
	}
	return withoutCredentials(text[:min(len(text), 2*migrate.TraceLimit)])
}

// jsonString is a text as JSON has it, without the escapes for HTML.
func jsonString(text string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can always be encoded
	return strings.TrimSuffix(out.String(), "\n")
}
