package session

import (
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Folder is a workspace on disk. It is opened for each use, so that it isn't locked between
// writes.
type Folder struct{ Dir string }

// Path is the folder, for operations that read it themselves.
func (f Folder) Path() string { return f.Dir }

// Fingerprint changes when the folder changes.
func (f Folder) Fingerprint() string { return operation.Fingerprint(f.Dir) }

// Load returns the current state.
func (f Folder) Load() (migration.State, error) {
	return (&operation.Service{Dir: f.Dir}).State()
}

// Update changes the state and adds an entry to the journal.
func (f Folder) Update(change func(*migration.State) (operation.JournalEntry, error)) (migration.State, error) {
	return operation.ChangeNow(f.Dir, change)
}

// Entries returns the journal's entries, oldest first.
func (f Folder) Entries() ([]operation.JournalEntry, error) {
	return (&operation.Service{Dir: f.Dir}).Journal()
}
