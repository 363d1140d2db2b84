// Package entra is the client of Microsoft Entra ID over Microsoft Graph v1.0: the enterprise apps that can
// provision, the groups assigned to one, and the synchronization job that sends them.
//
// It was written from Microsoft's Graph reference, v1.0, and from the pages of Microsoft Entra that comments name;
// no live tenant was used. Saved credentials are returned masked, so that a token can only be checked by testing
// the saved connection.
package entra
