// Package migration holds the state of one migration: the connections, the chosen path and provider, the steps with
// their evidence, and the context in which requirements are checked. Package store stores it in a folder. What
// facts and steps mean is decided in packages doctor and playbook.
package migration
