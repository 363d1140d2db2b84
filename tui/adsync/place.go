package adsync

import (
	"path/filepath"
	"slices"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/tui/flow"
	"ad2scim/tui/form"
	"ad2scim/tui/table"
)

// place is where to scan for AD sync.
type place int

const (
	thisComputer place = iota
	byWinRM
	byFile
	byScript
	placeCount
)

// The fields of the form for Windows hosts.
const (
	hostField = iota
	userField
	passwordField
	authField
	caField
)

func acceptAny(string) string { return "" }

// split splits names at commas, semicolons and spaces.
func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' })
}

// splitFiles splits paths, which may contain spaces, at commas.
func splitFiles(text string) (files []string) {
	for _, one := range strings.Split(text, ",") {
		if one = strings.TrimSpace(one); one != "" {
			files = append(files, one)
		}
	}
	return files
}

// ask opens the form of the place with what was typed before.
func (v *Syncing) ask() {
	v.Err, v.Stopped, v.failed = nil, false, operation.SyncScan{}
	if v.place == byScript {
		v.askFiles()
		return
	}
	if v.forms[v.place] == nil {
		v.forms[v.place] = map[place]func() *form.Form{byWinRM: v.hostForm, byFile: resultForm}[v.place]()
	}
	v.form = v.forms[v.place]
	v.Show(enteringPlace)
}

func resultForm() *form.Form {
	return new(form.New(form.NewField("Result files of the script (comma-separated)", "found.json", func(s string) string {
		if len(splitFiles(s)) == 0 {
			return "enter at least one file"
		}
		return ""
	})))
}

// scripts lists the scripts to export: the one that scans, or those that change the selected
// tasks known only from a result file.
func (v *Syncing) scripts() []operation.SyncScriptRequest {
	if v.place == byScript {
		return []operation.SyncScriptRequest{{Action: operation.SyncFind}}
	}
	return v.manualScripts()
}

// askFiles asks for the file name of one script, or for the folder of several.
func (v *Syncing) askFiles() {
	label, name, missing := "Folder for the new files", ".", "enter a folder"
	if all := v.scripts(); len(all) == 1 {
		label, name, missing = "New file", all[0].Action.FileName(all[0].Host), "enter a file"
	}
	f := form.NewField(label, "", func(s string) string {
		if strings.TrimSpace(s) == "" {
			return missing
		}
		return ""
	})
	f.Set(name)
	v.form = new(form.New(f))
	v.Show(enteringFile)
}

// files lists the files of the scripts, from what was typed.
func (v *Syncing) files(scripts []operation.SyncScriptRequest) (all []string) {
	typed := v.form.Value(0)
	if len(scripts) == 1 {
		return []string{typed}
	}
	for _, r := range scripts {
		all = append(all, filepath.Join(typed, r.Action.FileName(r.Host)))
	}
	return all
}

func (v *Syncing) hostForm() *form.Form {
	hosts := form.NewField("Windows hosts (comma-separated): HOST or HOST:PORT",
		"srv1.corp.example.com, srv2.corp.example.com", func(s string) string {
			if len(split(s)) == 0 {
				return "enter at least one host"
			}
			return ""
		})
	user := form.NewField(`Account: DOMAIN\user or user@domain`, "empty: the signed-in user, by Kerberos", acceptAny)
	password := form.NewField("Password (kept in memory only)", "", acceptAny).Secret()
	password.Hint = func() string {
		switch account := strings.TrimSpace(user.Input.Value()); {
		case account == "":
			return "empty: none"
		case !v.session.HostPassword(account).IsZero():
			return "empty: the one you entered for this account"
		case !operation.HostPassword(account, migrate.Secret{}).IsZero():
			return "empty: the one in AD2SCIM_HOST_PASSWORD"
		}
		return "empty: none"
	}
	auth := form.NewField("Sign-in: ntlm or kerberos", "empty: ntlm with an account", func(s string) string {
		if s = strings.TrimSpace(s); s == "" || slices.Contains(operation.HostSignIns(), s) {
			return ""
		}
		return "type ntlm or kerberos, or leave it empty"
	})
	ca := form.NewField("File with your own certificate authority, PEM", "empty: the system's", acceptAny)
	if m := v.session.Remembered.Machines; m != nil {
		hosts.Set(strings.Join(m.Hosts, ", "))
		user.Set(m.User)
		auth.Set(m.Auth)
		ca.Set(m.CAFile)
		v.noTLS = m.HTTP
	}
	return new(form.New(hosts, user, password, auth, ca))
}

// readTargets reads the scan's targets from the form. The password stays in memory.
func (v *Syncing) readTargets() {
	v.targets = operation.Targets{}
	switch v.place {
	case thisComputer:
		v.targets.Local = true
	case byFile:
		v.targets.Results = splitFiles(v.form.Value(0))
	case byWinRM:
		v.targets.Names = split(v.form.Value(hostField))
		w := operation.WinRM{
			User: v.form.Value(userField), Auth: v.form.Value(authField), CAFile: v.form.Value(caField),
			HTTP: v.noTLS,
		}
		if f := v.form.Fields[passwordField]; f.Input.Value() != "" {
			v.session.EnterHostPassword(w.User, migrate.NewSecret(f.Input.Value()))
			f.Input.Reset()
		}
		w.Password = operation.HostPassword(w.User, v.session.HostPassword(w.User))
		v.targets.WinRM = w
	}
}

// directory is the connection to Active Directory, if it uses LDAP.
func (v *Syncing) directory() (migrate.Connection, bool) {
	c := v.session.AD.Connection
	return c, c.SpeaksLDAP()
}

// showServers shows the servers from AD.
func (v *Syncing) showServers(m flow.Ended[[]migrate.Server]) {
	if !flow.End(&v.Frame, m) || v.Err != nil || v.Stopped {
		return
	}
	v.servers, v.marked, v.table = m.Result, map[int]bool{}, table.Table{}
	for i, s := range m.Result {
		v.marked[i] = slices.Contains(split(v.form.Value(hostField)), s.Host)
	}
	v.SetSize(v.Width, v.Height)
	v.table.SetLen(len(m.Result))
	v.Show(listingServers)
}

// takeServers adds the marked servers to the host names and removes the unmarked.
func (v *Syncing) takeServers() {
	names := split(v.form.Value(hostField))
	for i, s := range v.servers {
		at := slices.Index(names, s.Host)
		switch {
		case v.marked[i] && at < 0:
			names = append(names, s.Host)
		case !v.marked[i] && at >= 0:
			names = slices.Delete(names, at, at+1)
		}
	}
	v.form.Fields[hostField].Set(strings.Join(names, ", "))
	v.Show(enteringPlace)
}
