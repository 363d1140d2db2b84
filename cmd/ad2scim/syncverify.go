package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"ad2scim/migrate/render"

	"github.com/spf13/cobra"

	"ad2scim/ldapsrc"
	"ad2scim/migrate"
	"ad2scim/migrate/adsync"
	"ad2scim/migrate/exactjson"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/playbook"
)

type verifyOptions struct {
	format  format
	audit   string
	console []string
	notSync []string
	gone    []string
}

// except are the names of the tasks that are said not to be AD sync.
func (o verifyOptions) except() []adsync.TaskName {
	var all []adsync.TaskName
	for _, n := range o.notSync {
		all = append(all, adsync.TaskName(n))
	}
	return all
}

func newSyncVerify(global *globalOptions) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify --local | --host HOST... | --result FILE...",
		Short: "Look again whether AD sync has stopped, and say how certain that is",
		Long: `Look again: the tasks are disabled, nothing runs, and the last run is unchanged
for longer than the task's own interval. Says when it will be certain. Of every
machine that was ever looked at the newest look counts, and the worst of them
decides: a machine that is left out must have been seen to be quiet.
Exit status: 0 stopped for certain, 1 not yet certain.`,
		Example: `  ad2scim sync verify --host srv1.corp.example.com --host-user CORP\admin
  ad2scim sync verify --result found.json --audit-log dashlane.jsonl --console-last-sync 2026-11-20T10:00:00Z`,
		Args: cobra.NoArgs,
	}
	hosts := addHostFlags(cmd)
	cmd.Flags().StringVar(&o.audit, "audit-log", "", "Dashlane audit log to search for group events after the stop")
	cmd.Flags().StringArrayVar(&o.console, "console-last-sync", nil,
		"date of the last sync as the Admin Console shows it now, or DATE@WHEN-READ; give it again after an interval (RFC 3339)")
	cmd.Flags().StringArrayVar(&o.notSync, "not-sync", nil, "path of a task, or HOST and path, that is only possibly AD sync, and that you say is not (repeatable)")
	cmd.Flags().StringArrayVar(&o.gone, "gone", nil, "machine that was looked at before, and that you say is no more (repeatable)")
	addFormatFlag(cmd, &o.format)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := o.format.check(); err != nil {
			return err
		}
		return verify(cmd.Context(), hosts, o, *global)
	}
	return cmd
}

func verify(ctx context.Context, hosts *hostFlags, o verifyOptions, global globalOptions) error {
	readings, err := parseConsole(o.console, time.Now().UTC())
	if err != nil {
		return err
	}
	events, err := readAuditLog(o.audit)
	if err != nil {
		return err
	}
	looked, err := hosts.look(ctx, global.quiet)
	if err != nil {
		return err
	}
	said := adsync.Said{Console: readings, NotSync: o.except(), Gone: o.gone, Audited: o.audit != "", Events: events}
	verdict, settled, err := deskOf(global).Verify(looked, said)
	tellSettled(settled)
	if err != nil {
		return err
	}
	if err := write(o.format, verdict, verdict.WriteTable); err != nil {
		return err
	}
	if verdict.Surety != adsync.Stopped {
		return errFindings
	}
	return stillShut(global)
}

// stillShut says that a look which is certain, and was made too long ago, opens
// nothing.
func stillShut(global globalOptions) error {
	state, err := memory{global.workspace}.state()
	if err != nil {
		return err
	}
	w, err := state.Walk()
	if err != nil {
		return nil // no way is chosen, so that nothing is shut
	}
	shut := w.Gate(playbook.Step{Gates: []playbook.GateID{playbook.GateScriptStopped}}, state.World(w))
	if len(shut) > 0 && !global.quiet {
		printNotes([]string{"the interlock of the script stays shut: " + shut[0].String()})
	}
	return nil
}

func parseConsole(given []string, now time.Time) ([]adsync.ConsoleReading, error) {
	var all []adsync.ConsoleReading
	for _, text := range given {
		r, ok := adsync.ParseReading(text, now)
		if !ok {
			return nil, badFlag("--console-last-sync does not know "+migrate.Quote(text), "a date in the past is expected", "give it as 2026-11-20T10:00:00Z")
		}
		all = append(all, r)
	}
	return all, nil
}

// readAuditLog reads an audit log; with groupfile.ErrTorn come the events before
// the end.
func readAuditLog(file string) ([]groupfile.AuditEvent, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, &migrate.Problem{Class: migrate.BadInput, What: "cannot read the audit log " + migrate.Quote(file), Why: reason(err), Next: "check --audit-log", Err: err}
	}
	defer f.Close()
	events, err := groupfile.ReadAudit(f)
	if p, ok := errors.AsType[*migrate.Problem](err); ok {
		p.What = "cannot read the audit log " + migrate.Quote(file)
	}
	return events, err
}

// servers is a list of machines in every format.
type servers []ldapsrc.Server

func listHosts(ctx context.Context, flags *sourceFlags, f format, global globalOptions) error {
	c, err := connect(ctx, flags, memory{global.workspace})
	if err != nil {
		return err
	}
	progress := newProgress(global.quiet)
	list, err := serversOf(ctx, c, progress.of(migrate.AD))
	progress.clear()
	if err != nil {
		return err
	}
	return write(f, servers(list), servers(list).writeTable)
}

// serversOf lists the servers that a directory knows.
func serversOf(ctx context.Context, ad migrate.Connection, report migrate.Report) ([]ldapsrc.Server, error) {
	d, err := ldapsrc.Open(ctx, ad)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Servers(ctx, report)
}

// WriteJSON writes one object with the schema ad2scim.synchosts/v1.
func (s servers) WriteJSON(w io.Writer) error {
	return exactjson.Write(w, map[string]any{"schema": "ad2scim.synchosts/v1", "hosts": append([]ldapsrc.Server{}, s...)})
}

// WriteCSV writes a header and one line a machine.
func (s servers) WriteCSV(w io.Writer) error {
	rows := [][]string{{"host", "name", "system", "last_logon"}}
	for _, m := range s {
		rows = append(rows, []string{m.Host, m.Name, m.System, m.LastLogonText()})
	}
	return render.WriteCSV(w, rows)
}

// WriteMarkdown writes a table.
func (s servers) WriteMarkdown(w io.Writer) error {
	fmt.Fprint(w, "| host | system | last logon |\n|---|---|---|\n")
	for _, m := range s {
		if _, err := fmt.Fprintf(w, "| %s | %s | %s |\n", render.MarkdownText(m.Host), render.MarkdownText(m.System), m.LastLogonText()); err != nil {
			return err
		}
	}
	return nil
}

func (s servers) writeTable(w io.Writer) error {
	for _, m := range s {
		if _, err := fmt.Fprintf(w, "%-40s  %-34s  %s\n", oneLine(m.Host), oneLine(m.System), m.LastLogonText()); err != nil {
			return err
		}
	}
	return nil
}
