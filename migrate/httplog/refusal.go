package httplog

import (
	"encoding/json"
	"log/slog"
	"regexp"
)

// codeForm is the form of an error code. It has no digits, so that no token has it.
var codeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z_.-]{0,63}$`)

// refusalCode is the code of a refusal that may repeat a token: of its JSON object, the member error (RFC 6749
// section 5.2) or code, or error.code as Microsoft Graph has it. Text in words is left out.
func refusalCode(body []byte) []slog.Attr {
	var answer struct{ Error, Code json.RawMessage }
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var inner struct{ Code json.RawMessage }
	_ = json.Unmarshal(answer.Error, &inner) // a code has no members
	for _, one := range []json.RawMessage{answer.Error, inner.Code, answer.Code} {
		var code string
		if json.Unmarshal(one, &code) == nil && codeForm.MatchString(code) {
			return []slog.Attr{slog.String("code", code)}
		}
	}
	return nil
}
