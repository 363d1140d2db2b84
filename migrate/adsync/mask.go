package adsync

import "regexp"

// The same patterns as in ps/common.ps1, for a result that something else wrote.
var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(?i)((?:token|secret|passw(?:or)?d|pwd|api_?key|\bkey\b|authorization|bearer|team_?id|credential)[\w-]*["']?\s*[:=]?\s*(?:(?:bearer|basic)\s+)?)("[^"]*"?|'[^']*'?|[^\s"']+)`), "${1}***"},
	{regexp.MustCompile(`(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}`), "***"},
	{regexp.MustCompile(`(?i)\b[0-9a-f]{16,}\b`), "***"},
}

var longRun = regexp.MustCompile(`[A-Za-z0-9+/_=]{20,}`)
var digit = regexp.MustCompile(`[0-9]`)

func mask(s string) string {
	for _, m := range masks {
		s = m.pattern.ReplaceAllString(s, m.with)
	}
	return longRun.ReplaceAllStringFunc(s, func(run string) string {
		if digit.MatchString(run) {
			return "***"
		}
		return run
	})
}

// excerpts are the only words that are shown of a script, by kind of evidence.
var excerpts = map[string]string{
	kindTeamID: `$TEAM_ID = "***"`, kindDashlane: "dashlane", kindFileName: "dashlane-ad-sync.ps1", kindAddress: "ws1.dashlane.com",
	kindTeamPlans: "teamPlans", kindRSAKey: "<RSAKeyValue> ***", kindADCommand: "Get-ADGroup, Get-ADGroupMember or Get-ADUser",
}

func maskEvidence(all []Evidence) []Evidence {
	var known []Evidence
	for _, e := range all {
		if words, ok := excerpts[e.Kind]; ok {
			known = append(known, Evidence{e.Kind, e.Line, words})
		}
	}
	return known
}

func (r *Report) mask() {
	for i := range r.Tasks {
		t := &r.Tasks[i]
		t.Evidence = maskEvidence(t.Evidence)
		for j := range t.Actions {
			a := &t.Actions[j]
			a.Path, a.Arguments, a.Folder = mask(a.Path), mask(a.Arguments), mask(a.Folder)
		}
	}
	for i := range r.Processes {
		p := &r.Processes[i]
		p.Command, p.Evidence = mask(p.Command), maskEvidence(p.Evidence)
	}
	for i := range r.Services {
		s := &r.Services[i]
		s.Command, s.Evidence = mask(s.Command), maskEvidence(s.Evidence)
	}
	for i := range r.Files {
		f := &r.Files[i]
		f.Why, f.Evidence = mask(f.Why), maskEvidence(f.Evidence)
	}
	for i := range r.Trouble {
		r.Trouble[i] = Trouble{mask(r.Trouble[i].What), mask(r.Trouble[i].Why)}
	}
}
