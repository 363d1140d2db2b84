// Package groupfile reads groups from a file or from standard input: CSV and
// TSV, JSON and NDJSON, LDIF, a SAML response, and Dashlane's audit log.
//
// The content decides what a file is. Names come out byte for byte as the file
// holds them; where a format or an encoding leaves a doubt, a note says so. A
// broken file is a migrate.Problem with line and column. Nothing is ever
// fetched: a URL in a file stays a string.
//
// What the names mean, and how they differ, is left to the other packages.
package groupfile
