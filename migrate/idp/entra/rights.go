package entra

import (
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// wider lists what also grants a right to make these calls (the permission
// tables of Microsoft Graph's reference).
var wider = map[string][]string{
	"Application.Read.All": {"Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
	"AuditLog.Read.All":    {"ProvisioningLog.Read.All"},
	"Directory.Read.All":   {"Directory.ReadWrite.All"},
	"Group.ReadWrite.All":  {"Directory.ReadWrite.All"},
}

type claims struct {
	Scopes string   `json:"scp"`
	Roles  []string `json:"roles"`
	jwt.RegisteredClaims
}

// missing names the rights that a token lacks; all of them where it cannot be
// read.
func missing(token string) []string {
	var has claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &has)
	held := append(strings.Fields(has.Scopes), has.Roles...)
	var lacks []string
	for _, right := range rights {
		if !slices.ContainsFunc(append([]string{right}, wider[right]...), func(r string) bool { return slices.Contains(held, r) }) {
			lacks = append(lacks, right)
		}
	}
	return lacks
}
