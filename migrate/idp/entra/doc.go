// Package entra speaks to Microsoft Entra ID over Microsoft Graph v1.0: the
// enterprise apps that can provision, the groups assigned to one, and the
// synchronization job that sends them.
//
// Written from Microsoft's Graph reference, v1.0, and the pages of Microsoft
// Entra that are named where a rule comes from them; no live tenant was used.
// Saved credentials come back masked, so that a token is checked by a test of the
// connection with what is saved.
package entra
