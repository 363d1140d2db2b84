package entratest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// rights returns the permissions of which one is required for a call, the least privileged first (the permission
// tables of Microsoft Graph's reference).
func rights(r *http.Request) []string {
	path, reads := strings.TrimPrefix(r.URL.Path, "/v1.0"), r.Method == http.MethodGet
	directory := []string{"Directory.Read.All", "Directory.ReadWrite.All"}
	switch {
	case path == "/$batch":
		return nil // each part is checked
	case strings.Contains(path, "/synchronization/") && reads && !strings.HasSuffix(path, "/secrets"):
		return []string{"Synchronization.Read.All", "Synchronization.ReadWrite.All", "Application.ReadWrite.OwnedBy"}
	case strings.Contains(path, "/synchronization/"):
		return []string{"Synchronization.ReadWrite.All", "Application.ReadWrite.OwnedBy"}
	case strings.HasSuffix(path, "/claimsMappingPolicies"):
		return []string{"Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"}
	case strings.HasSuffix(path, "/appRoleAssignedTo") && reads, strings.HasPrefix(path, "/servicePrincipals") && reads,
		strings.HasPrefix(path, "/applications"):
		return append(directory, "Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy")
	case strings.Contains(path, "/appRoleAssignedTo"):
		return []string{"AppRoleAssignment.ReadWrite.All"}
	case strings.HasPrefix(path, "/auditLogs/"):
		return []string{"AuditLog.Read.All", "ProvisioningLog.Read.All"}
	case strings.HasPrefix(path, "/groups") && reads:
		return append(directory, "GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All")
	case strings.HasPrefix(path, "/groups"):
		return []string{"Group.ReadWrite.All", "Directory.ReadWrite.All"}
	case strings.HasPrefix(path, "/users"):
		return append(directory, "User.Read.All", "User.ReadWrite.All")
	}
	return nil
}

// refused refuses a call without permission or license. For provisioning that is 401 with an empty message (seen in
// public issue trackers), otherwise 403.
func (s *Server) refused(w http.ResponseWriter, r *http.Request, body []byte) bool {
	st := &s.state
	one := rights(r)
	switch {
	case strings.HasSuffix(r.URL.Path, "/claimsMappingPolicies") && !s.has("Application.ReadWrite.All") &&
		!s.has("Application.ReadWrite.OwnedBy"): // it needs two permissions
		refuse(w, http.StatusForbidden, "Authorization_RequestDenied")
	case len(one) > 0 && !slices.ContainsFunc(one, s.has) && strings.Contains(r.URL.Path, "/synchronization/"):
		w.WriteHeader(http.StatusUnauthorized)
		say(w, map[string]any{"error": map[string]any{"code": "UnknownError", "message": "", "innerError": map[string]any{}}})
	case len(one) > 0 && !slices.ContainsFunc(one, s.has):
		w.WriteHeader(http.StatusForbidden)
		say(w, map[string]any{"error": map[string]string{
			"code":    "Authorization_RequestDenied",
			"message": "Insufficient privileges to complete the operation.",
		}})
	case st.NoPremium && strings.HasPrefix(r.URL.Path, "/v1.0/auditLogs/"):
		w.WriteHeader(http.StatusForbidden)
		say(w, map[string]any{"error": map[string]string{
			"code":    "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
			"message": "Neither tenant is B2C or tenant doesn't have premium license",
		}})
	case st.NoPremium && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/appRoleAssignedTo") &&
		!s.ofUser(body):
		w.WriteHeader(http.StatusBadRequest)
		say(w, map[string]any{"error": map[string]string{
			"code":    "Request_BadRequest",
			"message": "Groups are not available for assignment due to your Active Directory plan level.",
		}})
	default:
		return false
	}
	return true
}

// has reports whether the token has a permission. OwnedBy permissions are for applications only.
func (s *Server) has(right string) bool {
	return slices.Contains(s.state.Roles, right) && right != s.state.Lacks &&
		(s.state.Person == "" || right != "Application.ReadWrite.OwnedBy")
}

// Rights returns the permissions of which one is required for a request.
func Rights(method, path string) []string {
	return rights(&http.Request{Method: method, URL: &url.URL{Path: "/v1.0" + path}})
}

// ofUser reports whether an assignment is for a user.
func (s *Server) ofUser(body []byte) bool {
	var in struct{ PrincipalID string }
	return json.Unmarshal(body, &in) == nil &&
		slices.ContainsFunc(s.state.Users, func(u *User) bool { return u.ID == in.PrincipalID })
}
