// Package exactjson writes JSON that keeps every byte of a name and is safe to
// look at in a terminal. JSON text is UTF-8 (RFC 8259 section 8.1), but a name
// need not be: such a name is written twice, as readable text with each bad
// byte as \xHH, and as its bytes in a field beside it. What is a name, and what
// the fields are called, is left to the packages that use it.
package exactjson
