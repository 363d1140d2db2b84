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
	App    string   `json:"appid"`
	jwt.RegisteredClaims
}

// azureCLI is the client id of the az command, the same in every tenant.
const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// explainMissing names the rights that a token lacks. A person's session of az can
// never have those of synchronization, as its scopes are fixed, so no consent helps.
func explainMissing(token string) []string {
	lacks := missing(token)
	var has claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &has)
	if has.App != azureCLI || has.Scopes == "" {
		return lacks
	}
	for i, right := range lacks {
		if strings.HasPrefix(right, "Synchronization.") {
			lacks[i] += " (az login as a person can never have it: set AD2SCIM_ENTRA_CLIENT_ID and sign in with a code, or use az login --service-principal)"
		}
	}
	return lacks
}

// missing names the rights that a token lacks; all of them where it cannot be
// read.
func missing(token string) []string {
	var has claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &has)
	held := append(strings.Fields(has.Scopes), has.Roles...)
	var lacks []string
	for _, right := range rights {
		if !slices.ContainsFunc(append([]string{right}, wider[right]...),
			func(r string) bool { return slices.Contains(held, r) }) {
			lacks = append(lacks, right)
		}
	}
	return lacks
}
