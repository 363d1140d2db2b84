package adsync

import (
	"fmt"
	"slices"
)

// Unfollowed is something that a task, a process or a service may start and that FindScript
// couldn't follow to the end.
type Unfollowed struct {
	Code  string `json:"code"`  // see unfollowedWords
	In    string `json:"in"`    // the script that holds it; "": the command line
	About string `json:"about"` // a path or a name, if known
}

// unfollowedWords say what each code means and what an admin can check.
var unfollowedWords = map[string]string{
	"computed":   "it runs something whose name or text is known only at run time",
	"web":        "it runs a script that it downloads",
	"variable":   "a path in it depends on a variable that isn't set for the machine",
	"folder":     "it runs a script by a relative path, and its folder isn't known",
	"drive":      "it uses a drive that isn't known outside the job",
	"short-name": "it uses a short (8.3) path that can't be found",
	"program":    "it runs a program that isn't part of Windows or installed in Program Files",
	"host":       "it runs a script in a language that ad2scim doesn't read",
	"syntax":     "its text can't be parsed by this version of PowerShell",
	"limit":      "it is too long to follow",
	"com":        "it starts a COM class that isn't part of Windows",
	"scheduler":  "it is a scheduler or an agent with jobs of its own",
	"remote":     "it is a session that was started from another machine",
	"profile":    "its PowerShell profile can't be read",
	"mode":       "PowerShell's language mode doesn't let ad2scim follow it",
}

// String says what couldn't be followed, and where to look.
func (u Unfollowed) String() string {
	text, known := unfollowedWords[u.Code]
	if !known {
		text = "it can't be followed (" + u.Code + ")"
	}
	switch {
	case u.About != "" && u.In != "" && u.In != u.About:
		return fmt.Sprintf("%s: %s, in %s", text, shown(u.About), shown(u.In))
	case u.About != "" || u.In != "":
		return text + ": " + shown(u.About+u.inAlone())
	}
	return text
}

func (u Unfollowed) inAlone() string {
	if u.About != "" {
		return ""
	}
	return u.In
}

// mostUnfollowed is how many reasons are listed for one task.
const mostUnfollowed = 5

// unfollowed lists what could start AD sync and couldn't be followed to the end.
func (r *Report) unfollowed() []Trouble {
	var all []Trouble
	add := func(t Trouble, list []Unfollowed) {
		t.unfollowed = true
		for i, u := range list {
			if i == mostUnfollowed {
				t.Why = fmt.Sprintf("and %d more places in it can't be followed", len(list)-i)
				all = append(all, t)
				return
			}
			t.Why = u.String()
			all = append(all, t)
		}
	}
	for _, t := range r.Tasks {
		add(Trouble{What: "the task " + t.Path, by: []TaskKey{{r.Host, t.Path}}, idle: !t.Enabled && !t.active()}, t.Unknown)
	}
	for _, p := range r.Processes {
		add(Trouble{What: fmt.Sprintf("the process %d %s", p.ID, p.Name), others: true}, p.Unknown)
	}
	for _, s := range r.Services {
		add(Trouble{What: "the service " + s.Name, by: []TaskKey{{r.Host, s.Name}}, idle: s.Start == "disabled" &&
			s.State == "stopped"}, s.Unknown)
	}
	for _, i := range r.Immediate {
		t := Trouble{What: "the immediate task " + i.Name + " of Group Policy", others: true}
		add(t, i.Unknown)
		if belief, _ := beliefOf(i.Files, r.Files); belief != Possible {
			t.unfollowed, t.Why = true,
				"it runs AD sync's script at each policy refresh: remove it from the policy (Group Policy Management)"
			all = append(all, t)
		}
	}
	return all
}

// beliefOf returns the highest confidence that one of the files is the script of AD sync, and
// which file.
func beliefOf(paths []string, files []File) (Confidence, string) {
	for _, f := range files {
		if slices.Contains(paths, f.Path) {
			if b := f.belief(); b != Possible {
				return b, f.Path
			}
		}
	}
	return Possible, ""
}

// belief returns the confidence that the file itself is the script of AD sync.
func (f File) belief() Confidence {
	kinds := map[string]bool{}
	for _, e := range f.Evidence {
		kinds[e.Kind] = true
	}
	kinds[kindTeamID] = kinds[kindTeamID] && kinds[kindDashlane]
	delete(kinds, kindFileName) // a script that only mentions the name of AD sync's file isn't that file
	return confidence(kinds)
}

// orphans lists the script files with the content of AD sync's script that nothing known on
// the host starts. If a task or service that m knows as AD sync was deleted from the host,
// the file is what it left.
func (r *Report) orphans(m Memory) []Candidate {
	started := map[string]bool{}
	there := map[TaskKey]bool{}
	for _, t := range r.Tasks {
		there[TaskKey{r.Host, t.Path}] = true
		for _, p := range t.Files {
			started[p] = true
		}
	}
	for _, p := range r.Processes {
		for _, f := range p.Files {
			started[f] = true
		}
	}
	for _, s := range r.Services {
		there[TaskKey{r.Host, s.Name}] = true
		for _, f := range s.Files {
			started[f] = true
		}
	}
	for _, i := range r.Immediate {
		for _, f := range i.Files {
			started[f] = true
		}
	}
	left := false
	for k := range m.known {
		left = left || sameHost(k.Host, r.Host) && !there[k] && !m.named[k]
	}
	var all []Candidate
	for i := range r.Files {
		f := &r.Files[i]
		if started[f.Path] || f.Started || f.belief() == Possible {
			continue
		}
		c := Candidate{Host: r.Host, Kind: kindFile, Name: f.Path, Confidence: Possible, File: f, left: left}
		c.weigh(false, nil, []string{f.Path}, map[string]File{f.Path: *f})
		c.Confidence = Possible
		c.Reasons = append(c.Reasons, Reason{Strength: "weak", What: "nothing that was found starts it", File: f.Path})
		all = append(all, c)
	}
	return all
}
