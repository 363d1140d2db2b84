package jsontext_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"ad2scim/migrate/scim/jsontext"
)

func TestDecodesEveryByte(t *testing.T) {
	for in, want := range map[string]string{
		`""`: "", `null`: "", `12`: "12", `true`: "true",
		`" a\u00a0b "`: " a\u00a0b ", `"\u202EX\u001b[31m"`: "\u202EX\x1b[31m",
		`"\ud83d\ude00"`: "😀", `"\uD83D\uDE00"`: "😀", `"\ud800"`: "\xed\xa0\x80", `"\udfffx"`: "\xed\xbf\xbfx",
		`"\ud800\ud83d\ude00"`: "\xed\xa0\x80😀", "\"\xff\"": "\xff", "\"\xed\xa0\x80\"": "\xed\xa0\x80",
		`"Back\\slash \/ \"q\" \b\f\n\r\t"`: "Back\\slash / \"q\" \b\f\n\r\t", `"\\u0041"`: `\u0041`, `"\u0000"`: "\x00",
		`"\ufffd"`: "\ufffd",
	} {
		var got jsontext.String
		if err := json.Unmarshal([]byte(in), &got); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{`{}`, `["a"]`} {
		if err := json.Unmarshal([]byte(in), new(jsontext.String)); err == nil {
			t.Errorf("%s is taken for a text", in)
		}
	}
}

func TestDoesNotSendWhatJSONCannotCarry(t *testing.T) {
	for _, s := range []string{"\xff", "a\xc3", "\xed\xa0"} {
		if out, err := json.Marshal(jsontext.String(s)); err == nil {
			t.Errorf("%q became %s", s, out)
		}
	}
}

// What can be written comes back the same, and whatever encoding/json takes for
// a string is read as it does, if it is valid Unicode.
func FuzzString(f *testing.F) {
	for _, s := range []string{
		"", "a\u00a0b", "\xed\xa0\x80", "\xed\xa0\xbd\xed\xb8\x80", "\xff", `"\u0041`,
		`\ud800\u0041`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if out, err := json.Marshal(jsontext.String(s)); err == nil {
			var back jsontext.String
			if err := json.Unmarshal(out, &back); err != nil || utf8.ValidString(s) && string(back) != s {
				t.Errorf("%q became %s and then %q, %v", s, out, back, err)
			}
		} else if utf8.ValidString(s) {
			t.Errorf("%q: %v", s, err)
		}
		var want string
		literal := []byte(`"` + s + `"`)
		if json.Unmarshal(literal, &want) != nil {
			return
		}
		var got jsontext.String
		if err := json.Unmarshal(literal, &got); err != nil {
			t.Fatalf("%s: %v", literal, err)
		}
		if utf8.ValidString(string(got)) && string(got) != want {
			t.Errorf("%s: %q, want %q", literal, got, want)
		}
	})
}
