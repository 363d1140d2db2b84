package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
)

var secretFlag = map[migrate.Side]string{
	migrate.AD:   "--ad-password-file",
	migrate.SCIM: "--scim-token-file",

	operation.HostSide: "--host-password-file",
}

var secretName = map[migrate.Side]string{
	migrate.AD:   "password",
	migrate.SCIM: "token",

	operation.HostSide: "password",
}

func secretAdvice(side migrate.Side) string {
	return fmt.Sprintf("set %s, or give %s FILE", operation.SecretVariable(side), secretFlag[side])
}

// readSecretFile reads a secret from the first line of a file that other users can't read. It
// accepts UTF-16 with a byte order mark, as written by PowerShell.
func readSecretFile(file string, side migrate.Side) (migrate.Secret, error) {
	problem := func(why, next string, err error) (migrate.Secret, error) {
		return migrate.Secret{}, &migrate.Problem{Class: migrate.BadInput, What: fmt.Sprintf("cannot read the %s from %s",
			secretName[side], migrate.Quote(file)), Why: why, Next: next, Err: err}
	}
	info, err := os.Stat(file)
	if err != nil {
		return problem(migrate.FileReason(err), "check "+secretFlag[side], err)
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o007 != 0 {
		return problem("every user on this computer can read the file", "restrict it to yourself: chmod 600 "+file, nil)
	}
	content, err := migrate.ReadSecretFile(file)
	if err != nil {
		return problem(migrate.FileReason(err), "check "+secretFlag[side], err)
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), content)
	if err != nil {
		return problem("it is not valid text", "save it as UTF-8", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" {
		return problem("its first line is empty", "put the "+secretName[side]+" on the first line", nil)
	}
	return migrate.NewSecret(line), nil
}
