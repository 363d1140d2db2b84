// Package entra speaks to Microsoft Entra ID over Microsoft Graph v1.0: the
// enterprise apps that can provision, the groups assigned to one, and the
// synchronization job that sends them.
//
// Written from Microsoft's Graph reference; no live tenant was used. Graph does
// not document a way to read saved credentials, so that the endpoint and the
// token are checked by a test of the connection with what is saved.
package entra
