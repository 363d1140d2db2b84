package session

import (
	"os/user"

	"ad2scim/migrate/workspace"
)

// Folder is a workspace on the disk. It is opened for each use, so that nobody
// else is kept out while nothing is written.
type Folder struct{ Dir string }

// Stamp changes when somebody changes the folder.
func (f Folder) Stamp() string { return workspace.Stamp(f.Dir) }

// Load returns what is remembered now.
func (f Folder) Load() (workspace.State, error) {
	w, err := workspace.OpenReadOnly(f.Dir)
	if err != nil {
		return workspace.State{}, err
	}
	defer w.Close()
	return w.State(), nil
}

// Update changes what is remembered and notes it in the journal.
func (f Folder) Update(change func(*workspace.State) (workspace.Entry, error)) (workspace.State, error) {
	w, err := workspace.Open(f.Dir)
	if err != nil {
		return workspace.State{}, err
	}
	defer w.Close()
	if _, err := w.Note(change); err != nil {
		return workspace.State{}, err
	}
	return w.State(), nil
}

// Entries are the journal's, oldest first.
func (f Folder) Entries() ([]workspace.Entry, error) {
	w, err := workspace.OpenReadOnly(f.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	var all []workspace.Entry
	for e, err := range w.Journal().All() {
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// Who is the user of the operating system.
func (f Folder) Who() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
