package exactjson_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"ad2scim/migrate/exactjson"
)

type line struct {
	Text  string `json:"text"`
	Bytes []byte `json:"text_base64,omitempty"`
}

func check(t *testing.T, s string) {
	var in, out line
	in.Text, in.Bytes = exactjson.Split(s)
	data, err := exactjson.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(string(data), func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }) {
		t.Fatalf("%q becomes %q, which is not all to be seen", s, data)
	}
	if err := exactjson.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if got, err := exactjson.Join(out.Text, out.Bytes); err != nil || got != s {
		t.Fatalf("%q becomes %q, %v", s, got, err)
	}
	var plain line // any other reader understands it too
	if err := json.Unmarshal(data, &plain); err != nil || plain.Text != in.Text {
		t.Fatalf("encoding/json reads %q, %v", plain.Text, err)
	}
}

// TestAppendStringIsAsMarshal: for every character, and for bytes that are none.
func TestAppendStringIsAsMarshal(t *testing.T) {
	t.Parallel()
	all := slices.Clone(samples)
	for from := rune(0); from <= unicode.MaxRune; from += 0x1000 {
		if testing.Short() && from > 0x1ffff {
			break // beyond there is hardly a character
		}
		var b strings.Builder
		for r := from; r < from+0x1000; r++ {
			b.WriteRune(r)
		}
		all = append(all, b.String())
	}
	for _, s := range all {
		want, err := exactjson.Marshal(s)
		if got := exactjson.AppendString(nil, s); err != nil || string(got) != string(want) {
			t.Errorf("%.40q…: %.200s…, not %.200s… %v", s, got, want, err)
		}
	}
}

var samples = []string{
	"", "a", "a\xff", `\xff`, "\u202e\u200b\u00a0\x7f\x00\n", "😀\U000E0041", "<&>\u2028",
	"\xed\xa0\x80", "é",
}

func TestRoundTrip(t *testing.T) {
	for _, s := range samples {
		check(t, s)
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range samples {
		f.Add(s)
	}
	f.Fuzz(check)
}

func TestNothingIsDropped(t *testing.T) {
	for _, bad := range []string{`{"text":"a","more":1}`, `{"text":"a"} {}`, `{"text":"a"}x`, `{"text":`} {
		if err := exactjson.Unmarshal([]byte(bad), &line{}); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	for _, c := range []struct {
		text  string
		bytes []byte
	}{{"a", []byte("a")}, {`a\xfe`, []byte("a\xff")}, {"a", []byte{}}} {
		if got, err := exactjson.Join(c.text, c.bytes); err == nil {
			t.Errorf("%q and %q are joined to %q", c.text, c.bytes, got)
		}
	}
}

func TestWriteIsSafeToLookAt(t *testing.T) {
	var b strings.Builder
	if err := exactjson.Write(&b, map[string]string{"host": "SRV\u202e1\x1b[2J<"}); err != nil ||
		b.String() != "{\n  \"host\": \"SRV\\u202e1\\u001b[2J<\"\n}\n" {
		t.Errorf("%v: %q", err, b.String())
	}
}

// TestExplainIsPlainEnglish: nobody has to know Go's types.
func TestExplainIsPlainEnglish(t *testing.T) {
	type inner struct {
		Count int      `json:"count"`
		Names []string `json:"names"`
		Whole bool     `json:"whole"`
	}
	for text, want := range map[string]string{
		`[]`: "it holds a list, and an object is expected", `"x"`: "it holds a text, and an object is expected",
		`{"a":{"count":"3"}}`:                    `"a.count" holds a text, and a number is expected`,
		`{"a":{"whole":1}}`:                      `"a.whole" holds a number, and true or false is expected`,
		`{"a":{"names":7}}`:                      `"a.names" holds a number, and a list is expected`,
		`{"a":{"names":[{}]}}`:                   `"a.names" holds an object, and a text is expected`,
		`{"a":{"count":12345678901234567890.5}}`: `"a.count" holds a number that is too large or not whole`,
		`{"a":`:                                  "it ends before it is complete", ``: "it ends before it is complete",
		`zz`:      "it is not JSON: byte 1 is wrong",
		`{"b":1}`: `it has the unknown field "b"`, `{} {}`: "there is more after the end",
	} {
		var into struct {
			A inner `json:"a"`
		}
		if got := exactjson.Explain(exactjson.Unmarshal([]byte(text), &into)); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}
