//go:build ignore

// This program writes common.bloom and known.bloom from two lists of English words
// and names, one a line (Debian: packages wamerican and wamerican-huge):
//
//	go run gen.go /usr/share/dict/american-english /usr/share/dict/american-english-huge
package main

import (
	"log"
	"os"
	"strings"

	"ad2scim/migrate/names/words"
)

// further are words of organizations that the first list lacks, or has as a name
// too.
const further = "branch carrier eastern enterprise establishment internet junior juniors justice mobile nation nationwide northeast " +
	"northwest numbers representative secretariat secretary senior southeast southwest superior target teller treasury unions western windows " +
	"analytics approver approvers backend backoffice backups cloudops cybersecurity datacenter devops devsecops ecommerce facilities fintech " +
	"firewalls frontend fullstack governance hardware helpdesk infosec intranet localization middleware microservices mobility " +
	"offboarding offshoring omnichannel onboarding onsite outsourcing payables payroll personalization provisioning receivable " +
	"receivables remediation roadmap rollout rollouts scheduling servicedesk sharepoint stakeholder stakeholders sysadmin " +
	"sysadmins sysops telecom teleworkers timesheet timesheets telemetry underwriters upskilling usability virtualization " +
	"webmaster webmasters wellness workflow workflows workstation workstations"

// foreign are words of organizations in other languages that are a letter away
// from an English one, without their accents.
const foreign = "adresse adressen agence agences agenten agenturen analisis analista analyste apartement apotheke assistans assistens assistent " +
	"assistenten asistent asistente asistentes assistente assurances bancaire bibliotek bibliotheken centralen chemie comercial comerciale " +
	"commerciale comite comitee commercieel comunicacion comunicare conferentie consultent controle controler controles controleur coordinateur " +
	"cooperatie corporativo departament departement departements desarollo desenvolvimento developpement direccion directeur directie direktion " +
	"dirigent distribucion documentos ekonomi employes examen exemple existens fabrik financas finanse finansen finanzen finanzas gerente " +
	"gouvernement groupes hospitalar importaciones industrie industrien informatie informatica informatique informatik ingenieria inspecteur " +
	"instituut internationale inventaire investissement konferenz kontor laboratorio laboratoire legale licencia ligne logistica logistik " +
	"logistike logistico logisticos logisticas logistique managers manajemen marketings maskin mechanik medicin medizin membres mobilitet " +
	"moderne national nationale offentlig oficial oficina operativo operations operatie organisaties papeles parque partenaires pedagogik " +
	"personel personale personas personell personnels pharmacie planering plattform plataforma plateforme policia portugues presidente " +
	"praesident prasident presidentes prevencion processo procesos produccion producte productie producto produit produits produkte profesional " +
	"professionell programas programma programme promocion proyectos publico publicos publiek qualita qualite quartal reclamation recours " +
	"redacteur regionale relaciones relationen responsable responsables ressource ressources restaurang resultat revisoren secretaire secretaria " +
	"sekretariat seguridad servicio servicios servicos servizio servizi sociale soporte statistik strategie strategi studenten suport " +
	"suporte systeme systemer technicien techniciens techniek technik tecnica tecnico tecnicos telefonie tesoreria tekniker traffic " +
	"trafic transporte transports tresorerie universitet utvikling ventas verkopers vertegenwoordiger ziekenhuis"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: gen COMMON KNOWN")
	}
	common, known := read(os.Args[1], false), read(os.Args[2], true)
	for w := range homographs(os.Args[1]) { // Newton and newton
		delete(common, w)
	}
	for _, w := range strings.Fields(further) {
		common[w] = true
	}
	for w := range common {
		known[w] = true
	}
	for _, w := range strings.Fields(foreign) {
		known[w] = true
	}
	for w := range read(os.Args[1], true) {
		known[w] = true
	}
	for file, list := range map[string]map[string]bool{"common.bloom": common, "known.bloom": known} {
		if err := os.WriteFile(file, words.Filter(list), 0o644); err != nil {
			log.Fatal(err)
		}
		log.Printf("%s: %d words", file, len(list))
	}
}

// read returns the words of a list in small letters; those with a capital only
// if names are wanted.
func read(file string, names bool) map[string]bool {
	content, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	list := map[string]bool{}
	for _, line := range strings.Fields(string(content)) {
		w := strings.ToLower(line)
		if len(w) >= words.Shortest && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" && (names || w == line) {
			list[w] = true
		}
	}
	return list
}

// homographs returns the words of a list, in small letters, that it has with a
// capital too: those are names of people and places.
func homographs(file string) map[string]bool {
	content, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	list := map[string]bool{}
	for _, line := range strings.Fields(string(content)) {
		if w := strings.ToLower(line); w != line {
			list[w] = true
		}
	}
	return list
}
