package adsync

import (
	"io"
	"strconv"
	"strings"

	"ad2scim/migrate/names"
	"ad2scim/migrate/render"
)

// WriteJSON writes one object with the schema ad2scim.syncverify/v1.
func (v Verdict) WriteJSON(w io.Writer) error { return writeJSON(w, v) }

// WriteCSV writes a header and one line.
func (v Verdict) WriteCSV(w io.Writer) error {
	return render.WriteCSV(w, [][]string{
		{"certainty", "ad_sync_script", "time", "certain_at", "candidates", "reasons"},
		{
			string(v.Certainty), v.Script, v.Time.text(), v.Until.text(), strconv.Itoa(len(v.Assessment.Candidates)),
			strings.Join(v.Reasons, "; "),
		},
	})
}

// WriteMarkdown writes the verdict and its reasons.
func (v Verdict) WriteMarkdown(w io.Writer) error {
	s := "# " + v.Sentence() + "\n\n"
	for _, r := range v.Reasons {
		s += "- " + render.MarkdownLine(r) + "\n"
	}
	_, err := io.WriteString(w, s)
	return err
}

// WriteTable writes the verdict and its reasons, one per line.
func (v Verdict) WriteTable(w io.Writer) error {
	s := v.Sentence() + "\n"
	for _, r := range v.Reasons {
		s += "  " + names.Visible(r) + "\n"
	}
	_, err := io.WriteString(w, s)
	return err
}

// Sentence returns the verdict in words.
func (v Verdict) Sentence() string {
	switch v.Certainty {
	case Stopped:
		return "AD sync has stopped: certain"
	case LikelyStopped:
		if !v.Until.IsZero() && !v.Until.After(v.Time.Time) {
			return "AD sync has likely stopped; it will be certain by a result that was made after " + v.Until.text()
		}
		if !v.Until.IsZero() {
			return "AD sync has likely stopped; it will be certain after " + v.Until.text()
		}
		return "AD sync has likely stopped"
	}
	return "AD sync has not stopped yet"
}

// recorded returns the verdict in words. If it is certain, that includes what stood for a next
// start that isn't known.
func (v Verdict) recorded() string {
	if !v.IsCertain() {
		return v.Sentence()
	}
	return strings.Join(append([]string{v.Sentence()}, v.standIns...), "; ")
}

// IsCertain reports whether AD sync has stopped for certain.
func (v Verdict) IsCertain() bool { return v.Certainty == Stopped }
