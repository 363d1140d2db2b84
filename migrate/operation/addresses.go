package operation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"ad2scim/migrate"
	"ad2scim/migrate/groupfile"
	"ad2scim/migrate/names"
)

// mostAddresses limits a list of users. For more users, assign a group.
const mostAddresses = 5000

// ReadAddresses reads a list of e-mail addresses from a file: one per line, or the first
// column of each line that has an address. A first line without an @ or a dot is a heading.
// Each address is returned once, compared without regard to case.
func ReadAddresses(ctx context.Context, file string) ([]string, error) {
	wrong := func(why string) error {
		return &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read the users from " + migrate.Quote(file), Why: why,
			Next: "give a file with one e-mail address on each line",
		}
	}
	source, err := groupfile.Open(migrate.Connection{Location: file, Format: "lines"}, nil)
	if err != nil {
		return nil, asUsers(err, wrong)
	}
	lines, err := source.Groups(ctx, nil)
	if err != nil {
		return nil, asUsers(err, wrong)
	}
	var all []string
	seen := map[string]bool{}
	for i, line := range lines {
		address := addressIn(line.Name)
		switch {
		case strings.TrimSpace(line.Name) == "", address == "" && i == 0 && !strings.ContainsAny(line.Name, "@."):
			continue
		case address == "":
			return nil, wrong(fmt.Sprintf("%s is no e-mail address", shortened(line.Name)))
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

// asUsers returns the error of the groups' reader in words about users.
func asUsers(err error, wrong func(why string) error) error {
	if long, is := errors.AsType[*groupfile.LongNameError](err); is {
		return wrong(fmt.Sprintf("the text of line %d is longer than %d KiB", long.Group, migrate.MaxNameBytes>>10))
	}
	if p, is := errors.AsType[*migrate.Problem](err); is && p.Class == migrate.BadInput {
		return wrong(p.Why)
	}
	return err
}

// shortened quotes a line for a message, cut if it is long.
func shortened(line string) string {
	const most = 80
	if text := []rune(line); len(text) > most {
		line = string(text[:most]) + "…"
	}
	return migrate.Quote(names.Visible(line))
}

// longestAddress is the longest path of RFC 5321 (4.5.3.1.3) without its brackets.
const longestAddress = 254

// addressIn returns the first cell that looks like an e-mail address.
func addressIn(line string) string {
	for _, cell := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' || r == '\t' }) {
		cell = strings.Trim(strings.TrimSpace(cell), `"`)
		name, domain, ok := strings.Cut(cell, "@")
		acts := func(r rune) bool {
			return unicode.IsSpace(r) || !unicode.IsGraphic(r) || strings.ContainsRune(`\()<>"@`, r)
		}
		if ok && name != "" && strings.Contains(domain, ".") && len(cell) <= longestAddress && utf8.ValidString(cell) &&
			!strings.ContainsFunc(name+domain, acts) {
			return cell
		}
	}
	return ""
}
