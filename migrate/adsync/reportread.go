package adsync

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"ad2scim/migrate"
)

// maxResult is larger than the result of any host, in bytes.
const maxResult = 64 << 20

// ReadReport reads a result of FindScript. It may be UTF-16, as Windows PowerShell writes it
// when output is redirected to a file. A Problem calls the source name.
func ReadReport(r io.Reader, name string) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxResult+1))
	if err != nil {
		return nil, notResult(name, migrate.FileReason(err), err)
	}
	return parseReport(data, name)
}

// ReadChange reads a result of StopScript or ResumeScript.
func ReadChange(r io.Reader, name string, action Script) (*Change, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxResult+1))
	if err != nil {
		return nil, notResult(name, migrate.FileReason(err), err)
	}
	return parseChange(data, name, action)
}

func parseReport(data []byte, name string) (*Report, error) {
	var report Report
	if err := parseResult(data, name, FindSchema, FindScript, &report); err != nil {
		return nil, err
	}
	report.Host = withDomain(report.Host, report.Domain)
	zone := report.timeZone()
	for i := range report.Tasks {
		report.Tasks[i].zone = zone
	}
	report.takeOthers()
	report.markShells()
	report.keepKnownEvidence()
	return &report, nil
}

// timeZone returns the host's time zone, or the offset at the time of the result if there is
// no more.
func (r *Report) timeZone() Zone {
	if r.Zone != nil && r.Zone.sane() {
		return *r.Zone
	}
	return Zone{Offset: r.ZoneOffset}
}

// markShells marks what runs PowerShell in a result of an earlier version of the script,
// which doesn't say so and has no language mode. It looks at the program's name, which was
// never masked.
func (r *Report) markShells() {
	if r.Mode != "" {
		return
	}
	runs := func(program string) bool {
		base := strings.ToLower(program[strings.LastIndexAny(program, `\/`)+1:])
		return strings.HasPrefix(base, "powershell") || strings.HasPrefix(base, "pwsh")
	}
	for i := range r.Tasks {
		r.Tasks[i].Shell = r.Tasks[i].Shell || slices.ContainsFunc(r.Tasks[i].Actions,
			func(a Action) bool { return runs(a.Path) })
	}
	for i := range r.Processes {
		r.Processes[i].Shell = r.Processes[i].Shell || runs(r.Processes[i].Name)
	}
}

func parseChange(data []byte, name string, action Script) (*Change, error) {
	var change Change
	if err := parseResult(data, name, ChangeSchema, action, &change); err != nil {
		return nil, err
	}
	if change.Action != string(action) {
		return nil, wrongAction(name, change.Action, action)
	}
	change.Host = withDomain(change.Host, change.Domain)
	return &change, nil
}

func parseResult(data []byte, name, schema string, action Script, into any) error {
	if len(data) > maxResult {
		return notResult(name, "it is larger than any result", nil)
	}
	data = bytes.TrimSpace(unwrap(decodeText(data)))
	if len(data) == 0 {
		return notResult(name, "it is empty", nil)
	}
	var head struct {
		Schema  string          `json:"schema"`
		Refused string          `json:"refused"`
		Action  string          `json:"action"`
		Host    string          `json:"host"`
		Tasks   json.RawMessage `json:"tasks"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return notResult(name, "it is not one JSON object, as the script prints it", err)
	}
	if head.Refused == "mode" {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot run the script on " + migrate.Quote(name),
			Why:      "a policy has put PowerShell into Constrained Language Mode there",
			Remedies: remedy(migrate.RemedyScriptThere),
		}
	}
	if head.Refused != "" {
		return &migrate.Problem{
			Class: migrate.Unreachable, What: "cannot scan " + migrate.Quote(name),
			Why:  "its PowerShell is older than 3.0",
			Next: "install Windows Management Framework 3.0 or later there, or check Task Scheduler by hand",
		}
	}
	if head.Schema == FindSchema && schema == ChangeSchema {
		return wrongAction(name, string(FindScript), action)
	}
	if head.Schema == ChangeSchema && schema == FindSchema {
		return wrongAction(name, head.Action, FindScript)
	}
	if head.Schema != schema {
		return notResult(name, "its schema is "+migrate.Quote(head.Schema)+" and not "+schema, nil)
	}
	if head.Host == "" {
		return notResult(name, "it does not say which host it is from", nil)
	}
	var tasks []struct {
		Enabled *bool `json:"enabled"`
	}
	if err := json.Unmarshal(head.Tasks, &tasks); head.Tasks == nil || err != nil || tasks == nil {
		return notResult(name, "it does not say which tasks there are", err)
	}
	if schema == FindSchema {
		for _, t := range tasks {
			if t.Enabled == nil {
				return notResult(name, "it does not say of each task whether it is enabled", nil)
			}
		}
	}
	if err := json.Unmarshal(data, into); err != nil {
		return notResult(name, "a value in it is not of the kind that the script prints", err)
	}
	return nil
}

// withDomain returns the name of a host in its domain: two domains may have hosts with the
// same name.
func withDomain(host, domain string) string {
	if domain == "" || strings.Contains(host, ".") {
		return host
	}
	return host + "." + domain
}

// unwrap removes the line ends that Windows PowerShell inserts into a long line when its
// output is redirected. The scripts write one line, and escape line ends in strings.
func unwrap(data []byte) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r"), nil), []byte("\n"), nil)
}

func notResult(name, why string, err error) error {
	return &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the result of " + migrate.Quote(name), Why: why,
		Remedies: remedy(migrate.RemedyScriptResult), Err: err,
	}
}

// wrongAction refuses a result of another script than expected. It says which one is missing,
// and where this one belongs.
func wrongAction(name, got string, want Script) error {
	was := "the result of another script"
	if slices.Contains([]Script{FindScript, StopScript, ResumeScript}, Script(got)) {
		was = "the result of the script " + got
	}
	p := &migrate.Problem{
		Class: migrate.BadInput, What: "cannot read the result of " + migrate.Quote(name),
		Why: "it is " + was + "; the result of " + string(want) + " is missing",
	}
	r := migrate.Remedy{Kind: migrate.RemedyOtherScript, Text: string(want)}
	switch Script(got) {
	case FindScript:
		p.Remedies = migrate.Remedies{r, {Kind: migrate.RemedyResultOfScan}}
	case StopScript, ResumeScript:
		p.Remedies = migrate.Remedies{r, {Kind: migrate.RemedyResultOf, Text: got}}
	default:
		p.Remedies = migrate.Remedies{r}
	}
	return p
}

// decodeText converts text to UTF-8, from the encoding of its byte order mark.
func decodeText(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		big := data[0] == 0xfe
		var units []uint16
		for i := 2; i+1 < len(data); i += 2 {
			a, b := uint16(data[i]), uint16(data[i+1])
			if big {
				a, b = b, a
			}
			units = append(units, a|b<<8)
		}
		return []byte(string(utf16.Decode(units)))
	}
	return data
}
