package diff

import (
	"bytes"
	"encoding/base64"
	"io"
	"strconv"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/names"
)

// rowsAtOnce is how many rows are encoded before they are written.
const rowsAtOnce = 1024

// WriteJSON writes the result as one object with the schema ad2scim.diff/v1. Unlike the other
// forms it keeps every byte: a name that isn't valid UTF-8 has each invalid byte as \xHH in
// "name", and its bytes in "name_base64".
func (r *Result) WriteJSON(w io.Writer) error {
	if _, err := w.Write(r.appendHead(nil)); err != nil {
		return err
	}
	parts := (len(r.Rows) + rowsAtOnce - 1) / rowsAtOnce
	err := writeParts(w, parts, func(b []byte, part int) []byte {
		return r.appendRows(b, part*rowsAtOnce, min((part+1)*rowsAtOnce, len(r.Rows)))
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// appendRows appends rows, each on a line of its own.
func (r *Result) appendRows(b []byte, from, to int) []byte {
	if b == nil {
		b = make([]byte, 0, max(to-from, 0)*320)
	}
	for i := from; i < to; i++ {
		if i%fetchAhead == 0 {
			fetchRows(r.Rows[i:min(i+fetchAhead, to)])
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = r.appendRow(b, &r.Rows[i])
	}
	return b
}

func (r *Result) appendHead(b []byte) []byte {
	b = append(b, `{"schema":"ad2scim.diff/v1","ad":{"source":`...)
	b = appendString(b, r.ADSource)
	b = append(b, `,"groups":`...)
	b = strconv.AppendInt(b, int64(r.ADGroups), 10)
	b = r.appendSources(b)
	b = append(b, `},"scim":{"source":`...)
	b = appendString(b, r.SCIMSource)
	b = append(b, `,"groups":`...)
	b = strconv.AppendInt(b, int64(r.SCIMGroups), 10)
	b = append(b, `},"summary":{`...)
	for _, c := range []struct {
		name  string
		count int
	}{
		{"exact", r.Summary.Exact},
		{"differs", r.Summary.Differs},
		{"conflict", r.Summary.Conflict},
		{"conflicts", r.Summary.Conflicts},
		{"ad_only", r.Summary.ADOnly},
		{"scim_only", r.Summary.SCIMOnly},
	} {
		b = appendString(b, c.name)
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(c.count), 10)
		b = append(b, ',')
	}
	b = append(b, `"by_kind":{`...)
	for i, k := range names.AllKinds() {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, k.String())
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(r.Summary.ByKind[k]), 10)
	}
	b = append(b, `}}`...)
	b = r.appendSideWide(b)
	if len(r.Notes) > 0 {
		b = append(b, `,"notes":[`...)
		for i, note := range r.Notes {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, note)
		}
		b = append(b, ']')
	}
	return append(b, `,"rows":[`...)
}

// appendSources lists the sources of the AD groups.
func (r *Result) appendSources(b []byte) []byte {
	if len(r.ADSources) == 0 {
		return b
	}
	b = append(b, `,"sources":[`...)
	for i, s := range r.ADSources {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"source":`...)
		b = appendString(b, s.Source)
		b = append(b, `,"name_attribute":`...)
		b = appendString(b, s.NameAttribute)
		b = append(b, `,"base":`...)
		b = appendString(b, s.Base)
		b = append(b, `,"filter":`...)
		b = appendString(b, s.Filter)
		b = append(b, `,"groups":`...)
		b = strconv.AppendInt(b, int64(s.Groups), 10)
		b = append(b, '}')
	}
	return append(b, ']')
}

func (r *Result) appendSideWide(b []byte) []byte {
	b = append(b, `,"side_wide":[`...)
	for i, w := range r.SideWide {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"what":"`...)
		b = append(b, w.What...)
		b = append(b, `","side":"`...)
		b = append(b, w.Side...)
		b = append(b, `","value":`...)
		b = appendString(b, w.Value)
		b = append(b, `,"groups":`...)
		b = strconv.AppendInt(b, int64(w.Groups), 10)
		b = append(b, `,"remedy":`...)
		b = appendString(b, w.Remedy())
		b = append(b, '}')
	}
	return append(b, ']')
}

func (r *Result) appendRow(b []byte, row *Row) []byte {
	b = append(b, `{"status":"`...)
	b = append(b, row.Status.String()...)
	b = append(b, `","kinds":`...)
	b = appendKinds(b, row.Kinds)
	b = appendScore(b, row.Score)
	b = append(b, `,"ad":`...)
	b = appendGroup(b, row.AD, true)
	b = append(b, `,"scim":`...)
	b = appendGroup(b, row.SCIM, false)
	b = append(b, `,"candidates":[`...)
	candidates, near, variantOf := row.Candidates(), row.Near(), row.VariantOf()
	for i := range candidates {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCandidate(b, &candidates[i])
	}
	b = append(b, ']')
	if row.PairedBy != NotPaired {
		b = append(b, `,"paired_by":"`...)
		b = append(b, row.PairedBy.String()...)
		b = append(b, '"')
	}
	if row.Conflict > 0 {
		b = append(b, `,"conflict":`...)
		b = strconv.AppendInt(b, int64(row.Conflict), 10)
	}
	if len(near) > 0 {
		b = appendNear(b, near)
	}
	if others := r.DifferentFrom(row); len(others) > 0 {
		b = appendDifferent(b, others)
	}
	if variantOf != "" {
		b = append(b, `,"variant_of":`...)
		b = appendString(b, variantOf)
	}
	if row.Decided {
		b = append(b, `,"decided":true`...)
	}
	if row.Identity != NoIdentity {
		b = append(b, `,"identified":true`...)
	}
	return append(b, '}')
}

func appendScore(b []byte, score float64) []byte {
	b = append(b, `,"score":`...)
	if score == 0 || score == 1 {
		return append(b, '0'+byte(score))
	}
	return strconv.AppendFloat(b, score, 'f', -1, 64)
}

func appendKinds(b []byte, kinds names.Kinds) []byte {
	b = append(b, '[')
	for k := range names.Renamed + 1 {
		if kinds.Has(k) {
			if b[len(b)-1] != '[' {
				b = append(b, ',')
			}
			b = append(b, '"')
			b = append(b, k.String()...)
			b = append(b, '"')
		}
	}
	return append(b, ']')
}

func appendGroup(b []byte, g *migrate.Group, withDN bool) []byte {
	if g == nil {
		return append(b, "null"...)
	}
	b = append(b, '{')
	b = appendNames(b, g, withDN)
	return append(b, '}')
}

func appendCandidate(b []byte, c *Candidate) []byte {
	b = append(b, `{"side":"`...)
	b = append(b, c.Side...)
	b = append(b, `",`...)
	b = appendNames(b, c.Group, true)
	b = append(b, `,"kinds":`...)
	b = appendKinds(b, c.Kinds)
	b = appendScore(b, c.Score)
	return append(b, '}')
}

func appendNear(b []byte, list []Near) []byte {
	b = append(b, `,"near":[`...)
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"side":"`...)
		b = append(b, list[i].Side...)
		b = append(b, `",`...)
		b = appendNames(b, list[i].Group, false)
		b = appendScore(b, list[i].Score)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendDifferent(b []byte, list []Other) []byte {
	b = append(b, `,"different_from":[`...)
	for i, o := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"side":"`...)
		b = append(b, o.Side...)
		b = append(b, `",`...)
		b = appendNames(b, o.Group, false)
		b = append(b, '}')
	}
	return append(b, ']')
}

// badByteText is how the text for an invalid byte begins in JSON. A name may also contain
// this text itself.
var badByteText = []byte(`\\x`)

func appendNames(b []byte, g *migrate.Group, withDN bool) []byte {
	b = append(b, `"id":`...)
	b = appendString(b, g.ID)
	b = append(b, `,"name":`...)
	start := len(b)
	b = appendString(b, g.Name)
	if bytes.Contains(b[start:], badByteText) && !utf8.ValidString(g.Name) {
		b = append(b, `,"name_base64":"`...)
		b = base64.StdEncoding.AppendEncode(b, []byte(g.Name))
		b = append(b, '"')
	}
	if withDN {
		b = append(b, `,"dn":`...)
		b = appendString(b, g.DN)
	}
	if g.Source != "" {
		b = append(b, `,"source":`...)
		b = appendString(b, g.Source)
	}
	return b
}
