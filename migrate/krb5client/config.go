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

// configuration reads krb5.conf. Without one, KDCs are found in DNS.
func configuration(s Server, realm string) (*config.Config, error) {
	path, named := os.LookupEnv("KRB5_CONFIG")
	if !named {
		path = "/etc/krb5.conf"
		if _, err := os.Stat(path); err != nil {
			return config.NewFromString(
				fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = true\n udp_preference_limit = 1\n", realm))
		}
	}
	text, err := mergeConfigs(filepath.SplitList(path))
	var conf *config.Config
	if err == nil {
		conf, err = config.NewFromString(text)
	}
	// gokrb5 reports directives that it doesn't support, and ignores them.
	if partly := (config.UnsupportedDirective{}); err != nil && !errors.As(err, &partly) {
		return nil, &migrate.Problem{
			Class: migrate.BadInput, What: "cannot read " + migrate.Quote(path),
			Why: oneLine(err.Error()), Next: "set KRB5_CONFIG to a valid krb5.conf", Err: err,
		}
	}
	return conf, nil
}

// mergeConfigs merges several krb5.conf files. As in MIT's library, the first file that sets a value counts, and
// missing files are skipped unless all are missing. gokrb5 itself reads a section only once and uses the last value
// in it.
func mergeConfigs(paths []string) (string, error) {
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
			missing = os.ErrNotExist // for an empty list
		}
		return "", missing
	}
	delete(sections, "") // gokrb5 ignores what is in no section
	var all strings.Builder
	for section, lines := range sections {
		fmt.Fprintf(&all, "%s\n%s\n", section, strings.Join(lines, "\n"))
	}
	return all.String(), nil
}
