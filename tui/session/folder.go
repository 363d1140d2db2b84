package session

import (
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
	return (&operation.Service{Dir: f.Dir}).State()
}

// Update changes what is remembered and notes it in the journal.
func (f Folder) Update(change func(*migration.State) (operation.JournalEntry, error)) (migration.State, error) {
	return operation.ChangeNow(f.Dir, change)
}

// Entries are the journal's, oldest first.
func (f Folder) Entries() ([]operation.JournalEntry, error) {
	return (&operation.Service{Dir: f.Dir}).Journal()
}
