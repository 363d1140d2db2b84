package entra

import (
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"ad2scim/migrate/idp"
)

// leastRights are the least permissions that the calls of this package need, with the calls (the permission tables
// of Microsoft Graph's reference). An application that owns the app needs Application.ReadWrite.OwnedBy instead of
// those for Synchronization.
var leastRights = []idp.Right{
	{Name: "Application.Read.All", Uses: idp.Uses()},
	{Name: "GroupMember.Read.All", Uses: []idp.Use{
		idp.UseRead, idp.UseSAML, idp.UseRename, idp.UseEnable, idp.UseTry, idp.UseAssign,
	}},
	{Name: "Synchronization.Read.All", Uses: []idp.Use{idp.UseRead, idp.UseRename, idp.UseAssign}},
	{Name: "Synchronization.ReadWrite.All", Uses: []idp.Use{idp.UseEnable, idp.UseTry, idp.UseDiagnose}},
	{Name: "User.Read.All", Uses: []idp.Use{
		idp.UseEnable, idp.UseTry, idp.UseAssign, idp.UseAssignUsers, idp.UseDiagnose,
	}},
	{Name: "AppRoleAssignment.ReadWrite.All", Uses: []idp.Use{idp.UseAssign, idp.UseAssignUsers}},
	{Name: "AuditLog.Read.All", Uses: []idp.Use{idp.UseEnable, idp.UseDiagnose}},
	{Name: "Group.ReadWrite.All", Uses: []idp.Use{idp.UseRename}},
}

// wider maps a permission to others that include it.
var wider = map[string][]string{
	"Application.Read.All": {
		"Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.Read.All", "Directory.ReadWrite.All",
	},
	"AuditLog.Read.All":             {"ProvisioningLog.Read.All"},
	"GroupMember.Read.All":          {"Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
	"User.Read.All":                 {"User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"},
	"Group.ReadWrite.All":           {"Directory.ReadWrite.All"},
	"Synchronization.Read.All":      {"Synchronization.ReadWrite.All", "Application.ReadWrite.OwnedBy"},
	"Synchronization.ReadWrite.All": {"Application.ReadWrite.OwnedBy"},
}

type claims struct {
	Scopes string   `json:"scp"`
	Roles  []string `json:"roles"`
	App    string   `json:"appid"`
	jwt.RegisteredClaims
}

// azureCLI is the client id of the az command in every tenant.
const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// personOfAz reports whether a token is for a person who is signed in with az. Its permissions are fixed and never
// include synchronization, so that no consent helps. It is refused for every command, because most need these
// permissions sooner or later.
func personOfAz(token string) bool {
	var has claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &has)
	return has.App == azureCLI && has.Scopes != ""
}

// missing returns the permissions that a token lacks, or all if it can't be parsed.
func missing(token string) []string {
	var has claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &has)
	held := append(strings.Fields(has.Scopes), has.Roles...)
	var lacks []string
	for _, right := range leastRights {
		if !slices.ContainsFunc(append([]string{right.Name}, wider[right.Name]...),
			func(r string) bool { return slices.Contains(held, r) }) {
			lacks = append(lacks, right.Name)
		}
	}
	return lacks
}
