package migrate

import "time"

// Server is a computer object of Active Directory whose operating system is a Windows
// Server.
type Server struct {
	Host   string `json:"host"` // its DNS name, or its name where AD has none
	Name   string `json:"name"`
	System string `json:"system"`
	// LastLogon is when the computer last signed in, as AD copies it between its
	// controllers, so up to two weeks late; zero: never.
	LastLogon time.Time `json:"last_logon,omitzero"`
}

// LastLogonText returns the day of the last logon, or "".
func (s Server) LastLogonText() string {
	if s.LastLogon.IsZero() {
		return ""
	}
	return s.LastLogon.Format(time.DateOnly)
}
