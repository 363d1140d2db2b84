package adsync

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// clixmlHead is the beginning of PowerShell's error stream if it was started with
// -EncodedCommand.
const clixmlHead = "#< CLIXML"

// errorText returns the text of PowerShell's error stream, without colors. The stream is
// plain text or CLIXML (MS-PSRP section 2.2.5); of CLIXML, only the strings of the error
// stream are returned.
func errorText(s string) string {
	before, document, is := strings.Cut(s, clixmlHead)
	if !is {
		return s
	}
	var text strings.Builder
	text.WriteString(before)
	decoder := xml.NewDecoder(strings.NewReader(document))
	decoder.Strict = false
	inError := false
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			inError = t.Name.Local == "S" && len(t.Attr) > 0 && strings.EqualFold(t.Attr[0].Value, "Error")
		case xml.EndElement:
			inError = false
		case xml.CharData:
			if inError {
				text.WriteString(clixmlString(string(t)))
			}
		}
	}
	return colors.ReplaceAllString(text.String(), "")
}

var (
	clixmlEscape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)
	colors       = regexp.MustCompile(`\x1b\[[0-9;]*m`)
)

// clixmlString decodes a string in CLIXML, in which _x000A_ is a line feed.
func clixmlString(s string) string {
	return clixmlEscape.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[2:6], 16, 16)
		if err != nil {
			return m
		}
		return string(rune(n))
	})
}
