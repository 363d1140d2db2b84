package entra

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"time"

	"golang.org/x/oauth2"
)

// azTime is the layout of a local time in az's output.
const azTime = "2006-01-02 15:04:05.999999"

// fromAz gets a token from the az command.
func fromAz(ctx context.Context, tenant, graph string) (*oauth2.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "az", "account", "get-access-token", "--resource", graph, "--tenant", tenant,
		"--output", "json").Output()
	if err != nil {
		return nil, err
	}
	return azToken(out)
}

// azToken parses the output of "az account get-access-token": expires_on is a POSIX timestamp, and expiresOn, the
// only one in older versions, a local time (its help).
func azToken(out []byte) (*oauth2.Token, error) {
	var said struct {
		AccessToken string `json:"accessToken"`
		Expires     int64  `json:"expires_on"`
		Local       string `json:"expiresOn"`
	}
	if json.Unmarshal(out, &said) != nil || said.AccessToken == "" {
		return nil, errors.New("az gave no token")
	}
	token := &oauth2.Token{AccessToken: said.AccessToken}
	if at, err := time.ParseInLocation(azTime, said.Local, time.Local); err == nil {
		token.Expiry = at
	}
	if said.Expires > 0 {
		token.Expiry = time.Unix(said.Expires, 0)
	}
	return token, nil
}
