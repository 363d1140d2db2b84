// Package groupfile reads groups from a file or from standard input: CSV and TSV, JSON and NDJSON, LDIF, a SAML
// response, and Dashlane's audit log.
//
// The format is recognized from the content. Names are returned byte for byte; if a format or an encoding leaves a
// name uncertain, a note says so. An invalid file is a migrate.Problem with line and column. Nothing is downloaded,
// even if a file contains a URL.
package groupfile
