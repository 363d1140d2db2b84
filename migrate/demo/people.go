package demo

import (
	"strings"
)

// person is an employee, with an account in the directory and one at the provider.
type person struct {
	first, last string
	country     int // index into countries
}

var countries = []string{
	"Norway", "Sweden", "Denmark", "Finland", "Germany", "France", "Spain", "Poland", "Japan",
	"Brazil",
}

// firstNames are the first names by country.
var firstNames = [][]string{
	{"Ingrid", "Lars", "Solveig", "Magnus", "Astrid", "Henrik"},
	{"Elsa", "Gustav", "Linnea", "Oskar", "Maja", "Nils"},
	{"Freja", "Mikkel", "Sofie", "Rasmus", "Karen", "Anders"},
	{"Aino", "Eero", "Helmi", "Juhani", "Venla", "Mikko"},
	{"Anna", "Jonas", "Greta", "Felix", "Lena", "Matthias"},
	{"Claire", "Hugo", "Manon", "Julien", "Camille", "Antoine"},
	{"Carmen", "Diego", "Lucia", "Pablo", "Elena", "Javier"},
	{"Zofia", "Jakub", "Hanna", "Tomasz", "Maria", "Piotr"},
	{"Yuki", "Haruto", "Sakura", "Ren", "Aiko", "Kenji"},
	{"Beatriz", "Rafael", "Larissa", "Thiago", "Camila", "Lucas"},
}

var lastNames = [][]string{
	{"Berg", "Haugen", "Lie", "Moen"},
	{"Lindqvist", "Ek", "Sandberg", "Holm"},
	{"Kjeldsen", "Vinther", "Bruun", "Friis"},
	{"Virtanen", "Korhonen", "Laine", "Salo"},
	{"Schreiber", "Vogt", "Kessler", "Brandt"},
	{"Moreau", "Lefevre", "Girard", "Roux"},
	{"Navarro", "Iglesias", "Campos", "Ortega"},
	{"Kowalska", "Nowak", "Mazur", "Wrona"},
	{"Tanaka", "Mori", "Fujita", "Ueda"},
	{"Carvalho", "Barros", "Moura", "Teixeira"},
}

func everyone() []person {
	var all []person
	for c := range countries {
		for _, last := range lastNames[c] {
			for _, first := range firstNames[c] {
				all = append(all, person{first, last, c})
			}
		}
	}
	return all
}

func (p person) name() string    { return p.first + " " + p.last }
func (p person) account() string { return strings.ToLower(p.first + "." + p.last) }
func (p person) mail() string    { return p.account() + "@" + mailDomain }
func (p person) upn() string     { return p.account() + "@" + domain }
