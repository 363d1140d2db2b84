package tui

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// pieces returns its elements one read at a time, as a terminal does.
type pieces [][]byte

func (p *pieces) Read(b []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*p)[0])
	if (*p)[0] = (*p)[0][n:]; len((*p)[0]) == 0 {
		*p = (*p)[1:]
	}
	return n, nil
}

func TestBackgroundAnswerIsRemovedFromTheInput(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "/", "\x1b[A", "\x1b[<0;10;10M", "é", "\x1bOP", "1"}), 0, 20)
		before, after := keys.Draw(r, "before"), keys.Draw(r, "after")
		var want []byte
		for _, k := range append(append([]string{}, before...), after...) {
			want = append(want, k...)
		}
		answer := rapid.SampledFrom([]string{"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:ff/ff/ff\a"}).Draw(r, "answer")
		cut := rapid.IntRange(2, len(answer)).Draw(r, "cut")
		var in pieces
		for _, k := range before {
			in = append(in, []byte(k))
		}
		in = append(in, []byte(answer[:cut]))
		if cut < len(answer) {
			in = append(in, []byte(answer[cut:]))
		}
		for _, k := range after {
			in = append(in, []byte(k))
		}
		light := make(chan bool, 1)
		reader := &backgroundReader{in: &in, waiting: true, answer: func(dark bool) { light <- !dark }}
		got, err := io.ReadAll(reader)
		if err != nil || !bytes.Equal(got, want) {
			r.Fatalf("the keys became %q, want %q (%v)", got, want, err)
		}
		if !<-light {
			r.Fatalf("white counts as dark")
		}
	})
}

func TestKeysPassWithoutAnAnswer(t *testing.T) {
	for _, keys := range []string{
		"\x1b", "\x1b]x", "abc\x1b]",
		"\x1b]11;rgb:zzzz/zzzz/zzzz and more than an answer may have",
	} {
		reader := &backgroundReader{in: iotest.OneByteReader(bytes.NewReader([]byte(keys))), waiting: true}
		got, _ := io.ReadAll(reader)
		if string(got)+string(reader.pending) != keys {
			t.Errorf("%q became %q", keys, got)
		}
	}
}

func FuzzParseBackground(f *testing.F) {
	f.Add("\x1b]11;rgb:0000/0000/0000")
	f.Add("\x1b]11;rgb:ff/f/ffff")
	f.Fuzz(func(t *testing.T, s string) {
		if dark, ok := parseBackground(s); dark && !ok {
			t.Error("no answer, but dark")
		}
	})
}
