package adsync

// Standing is the state of a task.
type Standing struct {
	Enabled    bool   `json:"enabled"`
	State      string `json:"state"` // unknown, disabled, queued, ready or running
	LastRun    Moment `json:"last_run"`
	NextRun    Moment `json:"next_run"`
	LastResult int64  `json:"last_result"` // 0: success
}

// Task is a scheduled task.
type Task struct {
	Standing
	Name     string     `json:"name"`
	Path     string     `json:"path"` // folder and name, such as \Dashlane\Sync
	Account  string     `json:"account"`
	Actions  []Action   `json:"actions"`
	Triggers []Trigger  `json:"triggers"`
	Files    []string   `json:"files"` // paths of Report.Files
	Evidence []Evidence `json:"evidence"`
	Followed
	// Definition is the SHA-256 of the task's whole definition.
	Definition string `json:"definition,omitempty"`

	// Clustered says that the task belongs to a failover cluster, which enables it again on
	// another of its Nodes, as far as they are known.
	Clustered bool     `json:"clustered,omitempty"`
	Nodes     []string `json:"nodes,omitempty"`
	// Settings are nil in a result without them.
	Settings *Settings `json:"settings,omitempty"`

	brief bool // only its state is known; see Others
	zone  Zone // the host's
}

// Followed is what FindScript found when it followed what something starts. Files are
// started; Mentions are only named.
type Followed struct {
	Mentions []string     `json:"mentions,omitempty"` // paths of scripts
	Unknown  []Unfollowed `json:"unknown,omitempty"`
	Shell    bool         `json:"shell,omitempty"` // it runs PowerShell or another script host
	Open     bool         `json:"open,omitempty"`  // a host that runs what is typed
}

// active reports whether it is running or about to.
func (s Standing) active() bool { return s.State == "running" || s.State == "queued" }

// Action is a program that a task starts, assembled from the parts that were recognized: the
// host's own switches, the script that it starts, and *** for other arguments.
type Action struct {
	Path      string `json:"path"`
	Arguments string `json:"arguments"`
	Folder    string `json:"folder"`
	SHA256    string `json:"sha256,omitempty"` // of the action as it is defined
}

// Trigger is when a task starts.
type Trigger struct {
	Type    int    `json:"type"` // TASK_TRIGGER_TYPE2: 1 once, 2 daily, 3 weekly, 4 and 5 monthly, others an event
	Enabled bool   `json:"enabled"`
	Repeat  string `json:"repeat"` // an ISO 8601 duration, or ""
	Days    int    `json:"days"`   // between two days on which it starts; 0: it doesn't start by the day
	// Lasts is how long it repeats after a start, "" without end. It is nil in a result
	// without it (IRepetitionPattern::Duration).
	Lasts *string `json:"lasts,omitempty"`
	// Months are the months of a monthly trigger, one bit each from January on. It is 0 in a
	// result without them (IMonthlyTrigger::MonthsOfYear).
	Months int `json:"months,omitempty"`
	// Delay is by how much a start may be late, an ISO 8601 duration, or "".
	Delay string `json:"delay,omitempty"`
	// MonthDays are the days of the month, one bit each from the first on
	// (IMonthlyTrigger::DaysOfMonth). Weekdays are bits from Sunday on, and Weeks
	// bits from the month's first week on (IMonthlyDOWTrigger). Last means the last
	// day of the month, or the last of such weekdays in it.
	MonthDays int  `json:"month_days,omitempty"`
	Weekdays  int  `json:"weekdays,omitempty"`
	Weeks     int  `json:"weeks,omitempty"`
	Last      bool `json:"last,omitempty"`
	// Start and End are the trigger's boundaries as Task Scheduler writes them: local time,
	// or with a zone (ITrigger::StartBoundary).
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// Process is a running script host.
type Process struct {
	ID       int        `json:"id"`
	Name     string     `json:"name"`
	Command  string     `json:"command"`
	Seen     bool       `json:"seen"` // its command line could be read
	Started  Moment     `json:"started"`
	Files    []string   `json:"files"`
	Evidence []Evidence `json:"evidence"`
	SHA256   string     `json:"sha256,omitempty"` // of the whole command line
	Followed
}

// WindowsService is a Windows service that starts a script.
type WindowsService struct {
	Name     string     `json:"name"`
	Command  string     `json:"command"`
	Account  string     `json:"account"`
	State    string     `json:"state"` // running, stopped, ...
	Start    string     `json:"start"` // auto, manual, disabled
	Files    []string   `json:"files"`
	Evidence []Evidence `json:"evidence"`
	SHA256   string     `json:"sha256,omitempty"` // of the whole command line
	Followed
}

// standing returns the state of a service. It has no last run, and counts as enabled unless
// it is disabled: anything can start a service with manual start.
func (s *WindowsService) standing() Standing {
	st := Standing{Enabled: s.Start != "disabled", State: s.State}
	if st.State != "stopped" && st.State != "" {
		st.State = "running" // or it is starting or stopping
	}
	return st
}
