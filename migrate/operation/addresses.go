package operation

import (
	"context"
	"fmt"
	"strings"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
)

// mostAddresses bounds a list of users: more are for a group.
const mostAddresses = 5000

// ReadAddresses reads a list of e-mail addresses from a file: one on each line, or the
// first column with an address of each. A first line without one is a heading. Each
// address is taken once, whatever its capitals.
func ReadAddresses(ctx context.Context, file string) ([]string, error) {
	wrong := func(why string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the users from " + migrate.Quote(file), Why: why,
			Next: "give a file with one e-mail address on each line",
		}
	}
	source, err := groupfile.Open(migrate.Connection{Location: file, Format: "lines"}, nil)
	if err != nil {
		return nil, err
	}
	lines, err := source.Groups(ctx, nil)
	if err != nil {
		return nil, err
	}
	var all []string
	seen := map[string]bool{}
	for i, line := range lines {
		address := addressIn(line.Name)
		switch {
		case address == "" && i == 0:
			continue
		case address == "":
			return nil, wrong(fmt.Sprintf("%s is no e-mail address", migrate.Quote(line.Name)))
		case seen[strings.ToLower(address)]:
			continue
		case len(all) == mostAddresses:
			return nil, wrong(fmt.Sprintf("it has more than %d: assign so many by a group", mostAddresses))
		}
		seen[strings.ToLower(address)] = true
		all = append(all, address)
	}
	if len(all) == 0 {
		return nil, wrong("there is no e-mail address in it")
	}
	return all, nil
}

// addressIn finds the first cell that has the form of an e-mail address.
func addressIn(line string) string {
	for _, cell := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' || r == '\t' }) {
		cell = strings.Trim(strings.TrimSpace(cell), `"`)
		name, domain, ok := strings.Cut(cell, "@")
		if ok && name != "" && strings.Contains(domain, ".") && !strings.ContainsAny(cell, ` \()<>"`) {
			return cell
		}
	}
	return ""
}
