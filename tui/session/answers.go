package session

import (
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/migration"
	"ad2scim/migrate/operation"
)

// Answer saves facts as attested; an empty value forgets the answer. refuse says
// why one cannot be saved, by what the workspace holds at that moment: a look may
// have been noted since it was read. Saved.Of is "facts".
func (s *Session) Answer(facts map[doctor.Fact]string, refuse func(migration.State, doctor.Fact,
	string) error,
) tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	who := s.Workspace.Who()
	return s.save("facts", func(st *migration.State) (operation.JournalEntry, error) {
		var said []string
		for _, k := range slices.Sorted(maps.Keys(facts)) {
			v := facts[k]
			if err := refuse(*st, k, v); err != nil {
				return operation.JournalEntry{}, err
			}
			old := st.Facts[string(k)]
			if old.Grade == migration.GradeVerified && old.Value == v {
				continue // it is known better already
			}
			if !known(v) {
				delete(st.Facts, string(k))
				said = append(said, string(k)+" unknown")
				continue
			}
			if err := (doctor.Facts{}).Set(string(k), v); err != nil {
				return operation.JournalEntry{}, err
			}
			if st.Facts == nil {
				st.Facts = map[string]migration.Fact{}
			}
			st.Facts[string(k)] = migration.Fact{Value: v, Grade: migration.GradeAttested, Time: now(), Source: who}
			said = append(said, string(k)+"="+v)
		}
		text := "facts set: " + strings.Join(said, ", ")
		if len(said) == 0 {
			text = "no new facts set"
		}
		return operation.JournalEntry{Kind: "facts", Text: text}, nil
	})
}
