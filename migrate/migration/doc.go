// Package migration is one migration: what is connected, the chosen path and
// provider, the steps with their evidence, and the context in which requirements
// are judged. A folder of package store keeps it; what facts and steps mean is left
// to doctor and playbook.
package migration
