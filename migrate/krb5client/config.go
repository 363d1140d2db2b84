package krb5client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jcmturner/gokrb5/v8/config"

	"ad2scim/migrate"
)

// configuration reads krb5.conf. Where there is none, the KDCs are looked up in
// DNS.
func configuration(s Server, realm string) (*config.Config, error) {
	path, named := os.LookupEnv("KRB5_CONFIG")
	if !named {
		path = "/etc/krb5.conf"
		if _, err := os.Stat(path); err != nil {
			return config.NewFromString(
				fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = true\n udp_preference_limit = 1\n", realm))
		}
	}
	text, err := joined(filepath.SplitList(path))
	var conf *config.Config
	if err == nil {
		conf, err = config.NewFromString(text)
	}
	// What gokrb5 does not support, it reports and leaves out.
	if partly := (config.UnsupportedDirective{}); err != nil && !errors.As(err, &partly) {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read " + migrate.Quote(path),
			Why: oneLine(err.Error()), Next: "set KRB5_CONFIG to a valid krb5.conf", Err: err,
		}
	}
	return conf, nil
}

// joined makes one krb5.conf of several. As in MIT's library the first that
// sets something decides, and one that is not there is passed over if another
// is. gokrb5 takes a section once, and of it what is set last.
func joined(paths []string) (string, error) {
	sections := map[string][]string{}
	var missing error
	found := false
	for _, path := range slices.Backward(paths) {
		text, err := os.ReadFile(path)
		if err != nil {
			missing = err
			continue
		}
		found = true
		section := ""
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if head, _, isHead := strings.Cut(line, "]"); isHead && strings.HasPrefix(head, "[") {
				section = head + "]"
				continue
			}
			sections[section] = append(sections[section], line)
		}
	}
	if !found {
		if missing == nil {
			missing = os.ErrNotExist // the list is empty
		}
		return "", missing
	}
	delete(sections, "") // gokrb5 passes over what is in no section
	var all strings.Builder
	for section, lines := range sections {
		fmt.Fprintf(&all, "%s\n%s\n", section, strings.Join(lines, "\n"))
	}
	return all.String(), nil
}
