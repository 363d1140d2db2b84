package groupfile

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

func TestEncodings(t *testing.T) {
	little, big := unicode.LittleEndian, unicode.BigEndian
	for file, text := range map[string]string{
		"g.csv":  "id,name\r\n1,Köln – Süd \r\n2,\U0001F468\u200d\U0001F469\r\n",
		"g.json": `[{"id":"1","name":"Köln – Süd "},{"id":"2","name":"` + "\U0001F468\u200d\U0001F469" + `"}]`,
		"g.ldif": "dn: CN=a\r\nname: Köln – Süd \r\n\r\ndn: CN=b\r\nname:: 8J+RqOKAjfCfkak=\r\n",
	} {
		for what, enc := range map[string]interface {
			String(string) (string, error)
		}{
			"UTF-16LE with mark": unicode.UTF16(little, unicode.UseBOM).NewEncoder(), "UTF-16BE with mark": unicode.UTF16(big,
				unicode.UseBOM).NewEncoder(),
			"UTF-16LE": unicode.UTF16(little, unicode.IgnoreBOM).NewEncoder(),
			"UTF-16BE": unicode.UTF16(big, unicode.IgnoreBOM).NewEncoder(),
			"UTF-8":    unicode.UTF8.NewEncoder(), "UTF-8 with mark": unicode.UTF8BOM.NewEncoder(),
		} {
			encoded, err := enc.String(text)
			if err != nil {
				t.Fatal(err)
			}
			groups, notes, err := read(t, file, encoded)
			if err != nil || len(groups) != 2 || groups[0].Name != "Köln – Süd " ||
				groups[1].Name != "\U0001F468\u200d\U0001F469" {
				t.Errorf("%s in %s: got %q, %v", file, what, groups, err)
			}
			if strings.Contains(what, "16") {
				noted(t, notes, "the file is UTF-16")
			}
		}
	}
}

func TestBrokenUTF16(t *testing.T) {
	refused(t, "g.csv", "\xff\xfen\x00a\x00m\x00e\x00\n\x00x",
		"line 2, column 1: the file ends in the middle of a character")
	refused(t, "g.csv", "\xff\xfe\x00\x00n\x00\x00\x00", "UTF-32")
	groups, notes, err := read(t, "g.csv", "\xff\xfen\x00a\x00m\x00e\x00\n\x00x\x00\x00\xd8\n\x00x\x00\x01\xd8\n\x00")
	if err != nil || len(groups) != 2 {
		t.Fatal(groups, err)
	}
	if groups[0].Name == groups[1].Name || utf8.ValidString(groups[0].Name) {
		t.Errorf("lone surrogates became %q", groups)
	}
	noted(t, notes, "2 halves of character pairs")
	noted(t, notes, "2 names are not UTF-8")
}

func TestWindows1252(t *testing.T) {
	groups, notes, err := read(t, "g.csv", "id,name\r\n1,M\xfcnchen\r\n2,Ops\x96Oslo\r\n")
	if err != nil || groups[0].Name != "M\xfcnchen" || groups[1].Name != "Ops\x96Oslo" {
		t.Fatal(groups, err)
	}
	noted(t, notes, "2 names are not UTF-8 and kept byte for byte")
	noted(t, notes, "CSV UTF-8")
}

func TestPosition(t *testing.T) {
	d := &document{text: "äb\ncd\r\n€f"}
	for offset, want := range map[int][2]int{0: {1, 1}, 2: {1, 2}, 4: {2, 1}, 8: {3, 1}, 11: {3, 2}, 99: {3, 3}} {
		if line, column := d.position(offset); !slices.Equal([]int{line, column}, want[:]) {
			t.Errorf("offset %d is line %d, column %d, want %v", offset, line, column, want)
		}
	}
}
