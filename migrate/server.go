package migrate

import "time"

// Server is a computer in Active Directory whose operating system is Windows Server.
type Server struct {
	Host   string `json:"host"` // its DNS name, or its name if AD has none
	Name   string `json:"name"`
	System string `json:"system"`
	// LastLogon is when it last signed in. AD copies this between domain controllers up to
	// two weeks late. Zero means never.
	LastLogon time.Time `json:"last_logon,omitzero"`
}

// LastLogonText returns the day of the last logon, or "".
func (s Server) LastLogonText() string {
	if s.LastLogon.IsZero() {
		return ""
	}
	return s.LastLogon.Format(time.DateOnly)
}
