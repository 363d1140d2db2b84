package adsync

import (
	"context"
	"io"
	"os"
	"runtime"
	"time"

	"ad2scim/migrate"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/playbook"
)

// Targets says which Windows hosts are scanned, and how.
type Targets struct {
	Local   bool     // this computer
	Names   []string // HOST or HOST:PORT, by WinRM
	WinRM   WinRM    // how these are reached; its Address isn't used
	Results []string // files with the results of scripts that an admin ran
}

// LocalWindows reports whether AD sync can be on this computer.
func LocalWindows() bool { return runtime.GOOS == "windows" }

// Hosts returns the hosts on which scripts can be run.
func (r Targets) Hosts() ([]Host, error) {
	var all []Host
	if r.Local {
		all = append(all, Local{})
	}
	w := r.WinRM
	for _, name := range r.Names {
		w.Address = name
		h, err := NewWinRM(w)
		if err != nil {
			return nil, err
		}
		all = append(all, h)
	}
	return all, nil
}

// Machines returns what a workspace remembers of the targets: no passwords, and no result
// files, which have a fixed time.
func (r Targets) Machines() migration.Machines {
	return migration.Machines{
		Local: r.Local, Hosts: r.Names, User: r.WinRM.User, Auth: r.WinRM.Auth,
		CAFile: r.WinRM.CAFile, HTTP: r.WinRM.HTTP,
	}
}

// ScanTargets scans hosts and reads result files. It fails if nothing could be scanned, or if
// two results are from the same host.
func ScanTargets(ctx context.Context, hosts []Host, results []string, report migrate.Report) ([]ScanResult, error) {
	scans := ScanHosts(ctx, hosts, report)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, file := range results {
		r, err := fromFile(file, ReadReport)
		if err == nil {
			err = datable(file, r.Time, time.Now())
		}
		if err != nil {
			return nil, err
		}
		scans = append(scans, ScanResult{Name: file, Report: r, FromFile: true})
	}
	if err := twice(scans); err != nil {
		return nil, err
	}
	return scans, Err(scans)
}

// ChangesAmong returns the changes among result files of any kind, and the other files.
func ChangesAmong(files []string) (changes []*Change, others []string, err error) {
	for _, file := range files {
		c, err := changeFile(file, StopScript)
		if err != nil {
			c, err = changeFile(file, ResumeScript)
		}
		if err != nil {
			others = append(others, file)
			continue
		}
		if err := datable(file, c.Time, time.Now()); err != nil {
			return nil, nil, err
		}
		changes = append(changes, c)
	}
	return changes, others, nil
}

// ReadChangeFile reads a file with the result of StopScript or ResumeScript.
func ReadChangeFile(file string, action Script) (*Change, error) {
	c, err := changeFile(file, action)
	if err == nil {
		err = datable(file, c.Time, time.Now())
	}
	return c, err
}

func changeFile(file string, action Script) (*Change, error) {
	return fromFile(file, func(r io.Reader, name string) (*Change, error) { return ReadChange(r, name, action) })
}

func fromFile[R any](file string, read func(io.Reader, string) (*R, error)) (*R, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the result " + migrate.Quote(file),
			Why: migrate.FileReason(err), Remedies: remedy(migrate.RemedyResultFile), Err: err,
		}
	}
	defer f.Close()
	return read(f, file)
}

// datable refuses a result without a valid time, because everything after it would count as
// older.
func datable(file string, made Moment, now time.Time) error {
	switch {
	case made.Year() < 2000:
		return badInput("the result "+migrate.Quote(file)+" is not read", "it does not say when it was made",
			"run the script again")
	case playbook.Ahead(made.Time, now):
		return badInput("the result "+migrate.Quote(file)+" is not read",
			"it was made at "+made.text()+", by a clock that is ahead of this one: later results would count as older",
			"correct the clock of the host or of this computer, and run the script again")
	}
	return nil
}

// twice refuses two results from the same host, which may contradict each other.
func twice(scans []ScanResult) error {
	names := map[string]string{}
	for _, l := range scans {
		if l.Err != nil {
			continue
		}
		if before, there := names[l.Report.Host]; there {
			return badInput(shown(before)+" and "+shown(l.Name)+" are about the same host", "both are "+shown(l.Report.Host),
				"leave the older one out")
		}
		names[l.Report.Host] = l.Name
	}
	return nil
}
