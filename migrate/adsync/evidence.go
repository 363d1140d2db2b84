package adsync

// excerpts are the only words that are shown from a script, by kind of evidence.
var excerpts = map[string]string{
	kindTeamID: `$TEAM_ID = "***"`, kindDashlane: "dashlane", kindFileName: "dashlane-ad-sync.ps1",
	kindAddress:   "ws1.dashlane.com",
	kindTeamPlans: "teamPlans", kindRSAKey: "<RSAKeyValue> ***",
	kindADCommand: "Get-ADGroup, Get-ADGroupMember or Get-ADUser",
}

// knownEvidence returns only the kinds of evidence that FindScript reports, each with its
// fixed excerpt, so that a result file can't add other text.
func knownEvidence(all []Evidence) []Evidence {
	var known []Evidence
	for _, e := range all {
		if words, ok := excerpts[e.Kind]; ok {
			known = append(known, Evidence{e.Kind, e.Line, words})
		}
	}
	return known
}

func (r *Report) keepKnownEvidence() {
	for i := range r.Tasks {
		r.Tasks[i].Evidence = knownEvidence(r.Tasks[i].Evidence)
	}
	for i := range r.Processes {
		r.Processes[i].Evidence = knownEvidence(r.Processes[i].Evidence)
	}
	for i := range r.Services {
		r.Services[i].Evidence = knownEvidence(r.Services[i].Evidence)
	}
	for i := range r.Files {
		r.Files[i].Evidence = knownEvidence(r.Files[i].Evidence)
	}
}
