package adsync

import (
	"slices"

	"ad2scim/migrate"
)

// Except leaves out tasks that are only possibly AD sync and of which an admin
// says that they are not, by their paths. A path that no task has, and one of a
// task that is likely or certain to be AD sync, are BadInput.
func (f Found) Except(paths []string) (Found, error) {
	for _, path := range paths {
		i := slices.IndexFunc(f.Candidates, func(c Candidate) bool { return c.Task != nil && c.Task.Path == path })
		switch {
		case i < 0:
			return f, badInput("there is no task "+migrate.Quote(path)+" that could be AD sync", "", "give a path as sync find shows it")
		case f.Candidates[i].Belief != Possible:
			return f, badInput("the task "+migrate.Quote(path)+" is not left out", "it is "+string(f.Candidates[i].Belief)+" to be AD sync", "see with ad2scim sync find why")
		}
	}
	f.Candidates = slices.DeleteFunc(slices.Clone(f.Candidates), func(c Candidate) bool { return c.Task != nil && slices.Contains(paths, c.Task.Path) })
	f.Script = f.state()
	return f, nil
}
