package httplog

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

const mostNested = 100 // levels of a JSON body that are read

// jsonText returns a JSON body without credentials and white space. Of a longer body than was kept it returns the
// beginning, which may end anywhere. It reports false for a body that isn't JSON.
func jsonText(body []byte, whole bool) (string, bool) {
	if begin := bytes.TrimLeft(body, " \t\r\n"); len(begin) == 0 || begin[0] != '{' && begin[0] != '[' {
		return "", false
	}
	r := jsonReader{in: json.NewDecoder(bytes.NewReader(body))}
	r.in.UseNumber()
	text, err := r.value(0)
	if err == nil {
		_, err = r.in.Token() // nothing may follow
	}
	switch {
	case err == io.EOF:
		return text, true
	case errors.Is(err, errCut) && !whole:
		return text, true
	}
	return "", false
}

// errCut is where the body ends within a value.
var errCut = errors.New("cut")

type jsonReader struct{ in *json.Decoder }

func (r *jsonReader) token() (json.Token, error) {
	t, err := r.in.Token()
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errCut
	}
	return t, err
}

// value returns the next value without credentials. With errCut it returns what there is of it.
func (r *jsonReader) value(level int) (string, error) {
	t, err := r.token()
	switch {
	case err != nil:
		return "", err
	case level > mostNested:
		return "", errors.New("nested too deeply")
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
		return map[bool]string{true: "true", false: "false"}[t], nil
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
		if t, err = r.token(); err != nil || t == json.Delim('}') {
			break
		}
		name := t.(string)
		var text string
		text, err = r.value(level)
		if err != nil && !errors.Is(err, errCut) {
			return "", err
		}
		if namesPair(name) && namesCredential(text) {
			pair = true
		}
		if namesCredential(name) && text != "" {
			text = blanked
		}
		all = append(all, member{name, text})
	}
	if err != nil {
		pair, end = true, "" // the name may follow
		if !errors.Is(err, errCut) {
			return "", err
		}
	}
	var out strings.Builder
	for i, m := range all {
		if i > 0 {
			out.WriteByte(',')
		}
		if pair && strings.EqualFold(m.name, "value") && m.text != "" {
			m.text = blanked
		}
		out.WriteString(jsonString(withoutCredentials(m.name)) + ":" + m.text)
	}
	return "{" + out.String() + end, err
}

// namesPair reports whether a member has the name of a value beside it.
func namesPair(name string) bool {
	switch strings.ToLower(name) {
	case "key", "name", "id", "type", "path", "field", "header", "displayname":
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
		if err != nil && !errors.Is(err, errCut) {
			return "", err
		}
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
	_, err := r.token()
	if err == nil {
		out.WriteByte(']')
	}
	return out.String(), err
}

// stringText returns a text within a JSON body without credentials. It may be JSON itself.
func stringText(text string, level int) string {
	if trimmed := strings.TrimSpace(text); level < mostNested && trimmed != "" && strings.ContainsAny(trimmed[:1], `{["`) {
		r := jsonReader{in: json.NewDecoder(strings.NewReader(trimmed))}
		r.in.UseNumber()
		if inner, err := r.value(level + 1); err == nil && !r.in.More() {
			return inner
		}
	}
	return withoutCredentials(text)
}

// jsonString is a text as JSON has it, without the escapes for HTML.
func jsonString(text string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text can always be encoded
	return strings.TrimSuffix(out.String(), "\n")
}
