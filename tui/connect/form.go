package connect

import (
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"ad2scim/migrate"
	"ad2scim/migrate/operation"
	"ad2scim/migrate/playbook"
	"ad2scim/migrate/render"
	"ad2scim/tui/theme"
)

// kindForm asks for the kind of source.
func kindForm(d *draft) *huh.Form {
	var options []huh.Option[migrate.Scheme]
	for _, k := range kinds[d.side] {
		options = append(options, huh.NewOption(k.label, k.kind))
	}
	return applyTheme(huh.NewForm(huh.NewGroup(huh.NewSelect[migrate.Scheme]().Options(options...).Value(&d.kind))))
}

// fieldsForm asks for what the chosen kind needs. It offers to save only what can be saved.
func fieldsForm(d *draft, memory, keyring bool) *huh.Form {
	var fields []huh.Field
	text := func(title, hint string, value *string, check func(string) error) *huh.Input {
		in := huh.NewInput().Title(title).Placeholder(hint).Value(value).Inline(true).Prompt("").CharLimit(500)
		if check != nil {
			in.Validate(check)
		}
		fields = append(fields, in)
		return in
	}
	text(wordsFor(d.kind)[0], wordsFor(d.kind)[1], &d.address,
		d.checkField(migrate.FieldLocation, func(d *draft, typed string) { d.address = typed }))
	if d.isAD() {
		text("User", "(user@corp.example.com; empty: your Kerberos ticket)", &d.user, nil)
	}
	if d.takesSecret() {
		title, hint := "Token", "(the API token)"
		if !d.original.Secret.IsZero() {
			hint = "(empty: unchanged for the same URL)"
		}
		if d.isAD() {
			title, hint = "Password", "(for this user)"
			if !d.original.Secret.IsZero() {
				hint = "(empty: unchanged for the same user and domain)"
			}
		}
		text(title, hint, &d.secret, nil).EchoMode(huh.EchoModePassword)
	}
	if d.isAD() || d.kind == migrate.HTTPS {
		text("CA file", "(a PEM file; empty: the system's CAs)", &d.ca, nil)
	}
	if d.isAD() {
		names := migrate.FieldName.Choices()
		text("Name field", "("+render.Alternatives(names)+"; empty: name)", &d.name, d.checkField(migrate.FieldName,
			func(d *draft, typed string) { d.name = typed })).Suggestions(names)
		text("Search base", "(OU=Groups,DC=corp,DC=example,DC=com; empty: all)", &d.base,
			d.checkField(migrate.FieldBase, func(d *draft, typed string) { d.base = typed }))
		text("Filter", "(such as (cn=Dashlane*); empty: every group)", &d.filter,
			d.checkField(migrate.FieldFilter, func(d *draft, typed string) { d.filter = typed }))
	}
	if memory {
		fields = append(fields, yesNo("Remember", "  all but the secret  ", &d.remember))
	}
	if keyring && d.takesSecret() {
		fields = append(fields, yesNo("Keyring", "  save the secret  ", &d.keyring))
	}
	return applyTheme(huh.NewForm(huh.NewGroup(fields...)))
}

// yesNo asks for a yes or a no. The form gives the buttons as much room as the title and the
// description take together, and all of it fits into one line of 80 columns.
func yesNo(title, description string, value *bool) *huh.Confirm {
	return huh.NewConfirm().Title(title).Description(description).Affirmative("yes").Negative("no").Inline(true).Value(
		value)
}

var addressWords = map[migrate.Scheme][2]string{
	migrate.LDAPS:    {"Controller", "(dc1.corp.example.com, or with :port)"},
	migrate.LDAP:     {"Controller", "(dc1.corp.example.com, or with :port)"},
	migrate.ADDomain: {"Domain", "(corp.example.com)"},
	migrate.File:     {"Path", "(groups.csv)"},
	migrate.HTTPS:    {"SCIM URL", "(https://sso.example.com/scim/2.0)"},
}

// wordsFor returns the title and the hint of the address field.
func wordsFor(kind migrate.Scheme) [2]string {
	if kind.IsProvider() {
		return [2]string{"App", "(" + operation.ProviderApp(playbook.IDP(kind)) + ")"}
	}
	return addressWords[kind]
}

func applyTheme(f *huh.Form) *huh.Form {
	keys := huh.NewDefaultKeyMap()
	keys.Quit = key.NewBinding(key.WithDisabled())
	keys.Select.Filter = key.NewBinding(key.WithDisabled())
	keys.Input.Prev = key.NewBinding(key.WithKeys("shift+tab", "up"))
	keys.Input.Next = key.NewBinding(key.WithKeys("enter", "tab", "down"))
	keys.Confirm.Prev = key.NewBinding(key.WithKeys("shift+tab", "up"))
	keys.Confirm.Next = key.NewBinding(key.WithKeys("enter", "tab", "down"))
	return f.WithTheme(formTheme()).WithShowHelp(false).WithShowErrors(false).WithKeyMap(keys)
}

const titleWidth = 14

func formTheme() *huh.Theme {
	t := huh.ThemeBase()
	t.FieldSeparator = lipgloss.NewStyle().SetString("\n")
	t.Focused.Base = lipgloss.NewStyle().PaddingLeft(1).Border(lipgloss.ThickBorder(), false, false, false,
		true).BorderForeground(theme.Accent.GetForeground())
	t.Focused.Title = theme.Title.Width(titleWidth)
	t.Focused.Description = theme.Muted
	t.Focused.SelectSelector = theme.Accent.SetString("▸ ")
	t.Focused.SelectedOption = theme.Title
	t.Focused.UnselectedOption = theme.Plain
	t.Focused.FocusedButton = theme.Title.SetString("").Padding(0, 1).Border(lipgloss.Border{Left: "[", Right: "]"}, false,
		true, false, true).BorderForeground(theme.Accent.GetForeground())
	t.Focused.BlurredButton = theme.Muted.Padding(0, 2)
	t.Focused.TextInput.Placeholder = theme.Muted
	t.Focused.TextInput.Cursor = theme.Accent
	t.Blurred = t.Focused
	t.Blurred.Base = lipgloss.NewStyle().PaddingLeft(1).Border(lipgloss.HiddenBorder(), false, false, false, true)
	t.Blurred.Title = theme.Muted.Width(titleWidth)
	return t
}
