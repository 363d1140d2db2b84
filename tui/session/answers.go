package session

import (
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"ad2scim/migrate/doctor"
	"ad2scim/migrate/workspace"
)

// Answer saves facts as attested; an empty value forgets the answer. Saved.Of
// is "facts".
func (s *Session) Answer(facts map[doctor.Fact]string) tea.Cmd {
	if s.Workspace == nil {
		return nil
	}
	who := s.Workspace.Who()
	return s.save("facts", func(st *workspace.State) (workspace.Entry, error) {
		var said []string
		for _, k := range slices.Sorted(maps.Keys(facts)) {
			v := facts[k]
			if !known(v) {
				delete(st.Facts, string(k))
				said = append(said, string(k)+" not known")
				continue
			}
			if err := (doctor.Facts{}).Set(string(k), v); err != nil {
				return workspace.Entry{}, err
			}
			if st.Facts == nil {
				st.Facts = map[string]workspace.Fact{}
			}
			st.Facts[string(k)] = workspace.Fact{Value: v, Grade: workspace.GradeAttested, Time: now(), Source: who}
			said = append(said, string(k)+"="+v)
		}
		return workspace.Entry{Kind: "facts", Text: "answered the doctor: " + strings.Join(said, ", ")}, nil
	})
}
