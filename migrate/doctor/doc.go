// Package doctor explains why provisioning is greyed out in the Dashlane Admin Console, from known facts, and says
// which fact to find out next.
//
// It applies rules to facts and does no input or output. Packages adsync, scim and idp and the admin provide the
// facts; package playbook tracks the steps of the migration.
//
// The rules come from the vendor's documentation (grade D) or from the vendor's public client code as of December
// 2024 (grade C), which may change. All texts that name a label of the Admin Console are in words.yaml.
package doctor
