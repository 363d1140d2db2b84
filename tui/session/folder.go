package session

import (
	"os/user"

	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Folder is a workspace on the disk. It is opened for each use, so that nobody
// else is kept out while nothing is written.
type Folder struct{ Dir string }

// Path is the folder, for operations that read it themselves.
func (f Folder) Path() string { return f.Dir }

// Fingerprint changes when somebody changes the folder.
func (f Folder) Fingerprint() string { return operation.Fingerprint(f.Dir) }

// Load returns what is remembered now.
func (f Folder) Load() (migration.State, error) {
	w, err := migration.OpenReadOnly(f.Dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	return w.State(), nil
}

// Update changes what is remembered and notes it in the journal.
func (f Folder) Update(change func(*migration.State) (operation.JournalEntry, error)) (migration.State, error) {
	w, err := migration.Open(f.Dir)
	if err != nil {
		return migration.State{}, err
	}
	defer w.Close()
	if _, err := w.Note(change); err != nil {
		return migration.State{}, err
	}
	return w.State(), nil
}

// Entries are the journal's, oldest first.
func (f Folder) Entries() ([]operation.JournalEntry, error) {
	w, err := migration.OpenReadOnly(f.Dir)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	var all []operation.JournalEntry
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
