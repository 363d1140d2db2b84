package migrate

import "time"

// Server is a computer in Active Directory whose operating system is Windows Server.
type Server struct {
	Host   string `json:"host"` // DNS name, or the name if AD has no DNS name
	Name   string `json:"name"`
	System string `json:"system"`
	// LastLogon is the last sign-in. AD replicates it up to two weeks late. Zero means never.
	LastLogon time.Time `json:"last_logon,omitzero"`
}

// LastLogonText returns the date of the last sign-in, or "" for never.
func (s Server) LastLogonText() string {
	if s.LastLogon.IsZero() {
		return ""
	}
	return s.LastLogon.Format(time.DateOnly)
}
