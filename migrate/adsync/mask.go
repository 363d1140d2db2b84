package adsync

import (
	"regexp"
	"strconv"
	"strings"
)

// The same patterns as in ps/common.ps1, for a result that something else wrote.
var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(?i)((?:token|secret|password|passwd|passphrase|pwd|credential|api_?key|authorization|team_?id)[\w-]*["']?(?:\s*[:=]+>?\s*|\s+))\S.*`), "${1}***"},
	{regexp.MustCompile(`(?i)([-/](?:pass|pw|pat|creds?|\w*key)["']?(?:\s*[:=]+>?\s*|\s+))\S.*`), "${1}***"},
	{regexp.MustCompile(`(?i)(\b(?:pass|pw|pat|creds?|\w*key)["']?\s*[:=]+>?\s*)\S.*`), "${1}***"},
	{regexp.MustCompile(`(?i)(\bbearer\s+)\S.*`), "${1}***"},
	{regexp.MustCompile(`(?i)(\bbasic\s+)[A-Za-z0-9+/=]{8,}`), "${1}***"},
	{regexp.MustCompile(`(://)[^/\s@]*@`), "${1}***@"},
	{regexp.MustCompile(`(?i)(/user:\S+\s+)\S+`), "${1}***"},
	// psexec and schtasks; curl; net use and net user.
	{regexp.MustCompile(`(?i)((?:^|\s)[-/]r?p(?:\s+|[:=]))(?:\\?["'][^"'][^"':][^"']*["']?|[^\s"'\\/-](?:[^\s:]\S*|:[^\s\\/]\S*))`), "${1}***"},
	{regexp.MustCompile(`(?i)((?:^|\s)(?:-u|--(?:proxy-)?user)(?:\s+|=)\\?["']?[^\s:"']+:)[^\s\\/]\S*`), "${1}***"},
	{regexp.MustCompile(`(?i)(\bnet1?(?:\.exe)?"?\s+use\s+(?:(?:[A-Z]:|\*)\s+)?\\?"?\\\\[^\s"]+"?\s+)[^\s/]\S*`), "${1}***"},
	{regexp.MustCompile(`(?i)(\bnet1?(?:\.exe)?"?\s+user\s+[^\s/]\S*\s+)[^\s/]\S*`), "${1}***"},
	{regexp.MustCompile(`(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}`), "***"},
	{regexp.MustCompile(`(?i)\b[0-9a-f]{16,}\b`), "***"},
}

// runs are what looks like a secret by itself; keep says which do not, with what
// follows them. Go's patterns cannot look ahead, so that it is done by hand.
var runs = []struct {
	pattern *regexp.Regexp
	keep    func(run, after string) bool
}{
	{regexp.MustCompile(`[\w-]+`), func(run, after string) bool {
		return !groupsOnly.MatchString(run) || !digit.MatchString(run) || isPath(after)
	}},
	{regexp.MustCompile(`[A-Za-z0-9+/_=]+`), func(run, after string) bool {
		return len(run) < 20 || len(run) < 24 && !digit.MatchString(run) || isPath(after)
	}},
}

var (
	groupsOnly = regexp.MustCompile(`^[A-Za-z0-9]{4,8}(?:-[A-Za-z0-9]{4,8}){3,}$`)
	digit      = regexp.MustCompile(`[0-9]`)
	fileEnd    = regexp.MustCompile(`^\.(?:ps1|psm1|cmd|bat|vbs|vbe|jse?|wsf|exe|xml)`)
)

// isPath reports whether text goes on as a path does after a name. A backslash
// before a quote is the quote's.
func isPath(after string) bool {
	rest := strings.TrimLeft(after, `\`)
	return rest != after && !strings.HasPrefix(rest, `"`) && !strings.HasPrefix(rest, "'") || fileEnd.MatchString(after)
}

// inPath reports whether text ends as a path does before a name. A backslash after
// a quote may begin anything.
func inPath(before string) bool {
	dir, found := strings.CutSuffix(before, `\`)
	return found && !strings.HasSuffix(dir, `"`) && !strings.HasSuffix(dir, "'")
}

// mask replaces what may be a secret by ***.
func mask(s string) string {
	for _, m := range masks {
		s = m.pattern.ReplaceAllString(s, m.with)
	}
	s = maskGiven(s)
	for _, r := range runs {
		var b strings.Builder
		last := 0
		for _, at := range r.pattern.FindAllStringIndex(s, -1) {
			if inPath(s[:at[0]]) || r.keep(s[at[0]:at[1]], s[at[1]:]) {
				continue
			}
			b.WriteString(s[last:at[0]] + "***")
			last = at[1]
		}
		b.WriteString(s[last:])
		s = b.String()
	}
	return s
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
	labels := r.labels()
	for i := range r.Tasks {
		t := &r.Tasks[i]
		t.Evidence, t.Files = maskEvidence(t.Evidence), relabel(t.Files, labels)
		for j := range t.Actions {
			a := &t.Actions[j]
			a.Path, a.Arguments, a.Folder = mask(a.Path), mask(a.Arguments), mask(a.Folder)
		}
	}
	for i := range r.Processes {
		p := &r.Processes[i]
		p.Command, p.Evidence, p.Files = mask(p.Command), maskEvidence(p.Evidence), relabel(p.Files, labels)
	}
	for i := range r.Services {
		s := &r.Services[i]
		s.Command, s.Evidence, s.Files = mask(s.Command), maskEvidence(s.Evidence), relabel(s.Files, labels)
	}
	for i := range r.Files {
		f := &r.Files[i]
		f.Path, f.Why, f.Evidence = labels[f.Path], mask(f.Why), maskEvidence(f.Evidence)
	}
	for i := range r.Trouble {
		r.Trouble[i] = Trouble{What: mask(r.Trouble[i].What), Why: mask(r.Trouble[i].Why)}
	}
}

// labels returns how each file is called once its path is masked. Two that then
// look alike keep names of their own.
func (r *Report) labels() map[string]string {
	labels, taken := map[string]string{}, map[string]bool{}
	for _, f := range r.Files {
		if _, there := labels[f.Path]; there {
			continue
		}
		label := mask(f.Path)
		for n := 2; taken[label]; n++ {
			label = mask(f.Path) + " (" + strconv.Itoa(n) + ")"
		}
		labels[f.Path], taken[label] = label, true
	}
	return labels
}

func relabel(paths []string, labels map[string]string) []string {
	var all []string
	for _, p := range paths {
		label, there := labels[p]
		if !there {
			label = mask(p)
		}
		all = append(all, label)
	}
	return all
}
