// Package doctor says why provisioning is greyed out in the Dashlane Admin
// Console, from facts that are known, and which fact to find out next.
//
// It is rules over facts: it asks nobody and reads nothing. Finding the facts
// out is the work of the packages that look (adsync, scim, idp) and of the
// admin; walking the steps of the migration is package playbook.
//
// The rules come from the vendor's documentation (grade D) or were read from
// the vendor's public client code as of December 2024 (grade C), which may
// change. Every text that names a label of the Admin Console is in words.yaml.
package doctor
