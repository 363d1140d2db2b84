package adsync

// Others are the tasks of a machine that are not told in full, as nothing in them
// speaks for AD sync.
type Others struct {
	Enabled  []string `json:"enabled"`  // paths
	Disabled []Task   `json:"disabled"` // their paths and how they stand
}

// takeOthers puts the other tasks among the tasks: one of them may have been AD
// sync before it was changed.
func (r *Report) takeOthers() {
	if r.Others == nil {
		return
	}
	for _, path := range r.Others.Enabled {
		r.Tasks = append(r.Tasks, Task{
			Path: path, Name: path, Standing: Standing{Enabled: true, State: "ready"},
			brief: true,
		})
	}
	for _, t := range r.Others.Disabled {
		r.Tasks = append(r.Tasks, Task{Path: t.Path, Name: t.Path, Standing: t.Standing, brief: true})
	}
	r.Others = nil
}
