package adsync

// Others are the tasks of a host that are reported briefly, because nothing in them points to
// AD sync.
type Others struct {
	Enabled  []string `json:"enabled"`  // paths
	Disabled []Task   `json:"disabled"` // paths and states
}

// takeOthers adds the other tasks to Tasks: one of them may have been part of AD sync before
// it was changed.
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
