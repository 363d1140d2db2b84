package migrate

// RemedyKind is a next step that uses this program. commandWords phrases every kind for the command line, and the
// terminal app has its own words.
type RemedyKind string

// The kinds of remedy. A comment names the fields of Remedy that a kind uses.
const (
	RemedyChoosePath       RemedyKind = "choose-path"
	RemedyGivePath         RemedyKind = "give-path"
	RemedyGiveFolder       RemedyKind = "give-folder"
	RemedyOtherFolder      RemedyKind = "other-folder"
	RemedyConnect          RemedyKind = "connect" // uses Side
	RemedyConnectSides     RemedyKind = "connect-sides"
	RemedyConnectSent      RemedyKind = "connect-sent"
	RemedyCompare          RemedyKind = "compare"
	RemedyCompareSent      RemedyKind = "compare-sent"
	RemedyCompareAssigned  RemedyKind = "compare-assigned"
	RemedyCheckNames       RemedyKind = "check-names"
	RemedyMakeExact        RemedyKind = "make-exact"
	RemedyRemoveDuplicates RemedyKind = "remove-duplicates"
	RemedyCheckGroups      RemedyKind = "check-groups"
	RemedyCheckList        RemedyKind = "check-list"
	RemedyCheckSent        RemedyKind = "check-sent"         // uses Text: the provider's id
	RemedyCheckSentBySAML  RemedyKind = "check-sent-by-saml" // uses Text: the provider's id
	RemedyTypeNumber       RemedyKind = "type-number"        // uses Step and Text: the number; follows a check
	RemedyTypeAgain        RemedyKind = "type-again"         // uses Text: the number; follows a check
	RemedyType             RemedyKind = "type"               // uses Text: what to type, quoted
	RemedyNameGroup        RemedyKind = "name-group"
	RemedyListDecisions    RemedyKind = "list-decisions"
	RemedyPlanRenames      RemedyKind = "plan-renames"
	RemedyListRuns         RemedyKind = "list-runs"
	RemedyOtherSide        RemedyKind = "other-side"

	RemedyScan         RemedyKind = "scan"
	RemedyScanAgain    RemedyKind = "scan-again"
	RemedyScanEvery    RemedyKind = "scan-every-host"
	RemedyStop         RemedyKind = "stop"
	RemedyStopOrVerify RemedyKind = "stop-or-verify"
	RemedyVerify       RemedyKind = "verify"
	RemedyVerifyAgain  RemedyKind = "verify-again"
	RemedyRunScript    RemedyKind = "run-script"
	RemedyTurnSCIMOff  RemedyKind = "turn-scim-off"
	RemedyDisableTasks RemedyKind = "disable-tasks"
	RemedyAuditLog     RemedyKind = "audit-log"
	RemedyResultFile   RemedyKind = "result-file"
	RemedyHostTLS      RemedyKind = "host-tls"
	RemedyHostCA       RemedyKind = "host-ca"
	RemedyHostCAFile   RemedyKind = "host-ca-file"
	RemedyHostNTLM     RemedyKind = "host-ntlm"
	RemedyHostAccount  RemedyKind = "host-account"
	RemedyHostPassword RemedyKind = "host-password"

	RemedyUnchangedScript RemedyKind = "unchanged-script"
	RemedyScriptThere     RemedyKind = "script-there"
	RemedyScriptResult    RemedyKind = "script-result"
	RemedyOtherScript     RemedyKind = "other-script"   // uses Text: the script's action
	RemedyResultOfScan    RemedyKind = "result-of-scan" // follows RemedyOtherScript
	RemedyResultOf        RemedyKind = "result-of"      // uses Text: the script's action; follows RemedyOtherScript
	RemedyFindTask        RemedyKind = "find-task"
	RemedyNameTask        RemedyKind = "name-task"
	RemedySeeWhy          RemedyKind = "see-why"
	RemedyGiveHost        RemedyKind = "give-host"
	RemedyOtherHost       RemedyKind = "other-host"
	RemedyProbeMaker      RemedyKind = "probe-maker"
	RemedyProbeSupport    RemedyKind = "probe-support"

	RemedyCompleteStep  RemedyKind = "complete-step"    // uses Step
	RemedyRepeatStep    RemedyKind = "repeat-step"      // uses Step
	RemedyThenCheck     RemedyKind = "then-check"       // uses Step
	RemedyThenReopen    RemedyKind = "then-reopen"      // uses Step
	RemedyTurnADSyncOff RemedyKind = "turn-ad-sync-off" // uses Step
	RemedyCheckToggles  RemedyKind = "check-toggles"    // uses Step
	RemedyCorrectFact   RemedyKind = "correct-fact"
	RemedyRename        RemedyKind = "rename"

	RemedyCheckStep   RemedyKind = "check-step"   // uses Step
	RemedyConfirmStep RemedyKind = "confirm-step" // uses Step
	RemedyConfirm     RemedyKind = "confirm"      // for the step that was checked
	RemedyOverride    RemedyKind = "override"
	RemedyCheckFacts  RemedyKind = "check-facts"
	RemedyProbe       RemedyKind = "probe"

	RemedyPlanAssign    RemedyKind = "plan-assignments"
	RemedyAssignUsers   RemedyKind = "assign-users"
	RemedyDiagnose      RemedyKind = "diagnose"
	RemedyResume        RemedyKind = "go-on"
	RemedyChooseApp     RemedyKind = "choose-app"
	RemedyListApps      RemedyKind = "list-apps"      // uses Text: the provider's id
	RemedyOtherProvider RemedyKind = "other-provider" // uses Text: the ids of the supported providers
	RemedyWriteReport   RemedyKind = "write-report"
	RemedyEnterSecret   RemedyKind = "enter-secret" // uses Text: its variable; Side: its file
	RemedyGiveToken     RemedyKind = "give-token"
)

// Actions that the texts of the playbook refer to.
const (
	RemedyUndoRenames   RemedyKind = "undo-renames"
	RemedyResumeSync    RemedyKind = "resume-sync"
	RemedyRenameInAD    RemedyKind = "through-ad"
	RemedyRunDoctor     RemedyKind = "run-doctor"
	RemedyTestUser      RemedyKind = "try-user"
	RemedyVerifyStopped RemedyKind = "verify-stopped"
)

// commandWords phrases each kind for the command line. This is the only place under migrate that names commands as
// a next step.
var commandWords = map[RemedyKind]string{
	RemedyChoosePath:       "choose the path with ad2scim steps choose",
	RemedyGivePath:         "choose one with ad2scim steps choose --path PATH --idp PROVIDER",
	RemedyGiveFolder:       "give --workspace DIR",
	RemedyOtherFolder:      "use another folder with --workspace",
	RemedyConnect:          "connect it with ad2scim connect",
	RemedyConnectSides:     "connect both sides with ad2scim connect, then compare them with ad2scim diff",
	RemedyConnectSent:      "connect the groups that the identity provider sends as the SCIM side with ad2scim connect, then compare them with ad2scim diff",
	RemedyCompare:          "compare them with ad2scim diff",
	RemedyCompareSent:      "compare AD with the groups that will be sent: run ad2scim diff",
	RemedyCompareAssigned:  "compare AD with the assigned groups: run ad2scim diff",
	RemedyCheckNames:       "run ad2scim diff, then ad2scim steps check names-exact",
	RemedyMakeExact:        "rename them with ad2scim fix, then compare again",
	RemedyRemoveDuplicates: "remove the duplicate groups at the identity provider (ad2scim diff lists them), rename the others with ad2scim fix, then compare again",
	RemedyCheckGroups:      "check them with ad2scim diff",
	RemedyCheckList:        "check the base and the filter of AD's list, which ad2scim connect sets",
	RemedyCheckSent:        "check them with ad2scim diff --scim {text}:APP",
	RemedyCheckSentBySAML:  "check them with ad2scim diff --scim {text}:APP --as saml",
	RemedyTypeNumber:       "then run ad2scim steps check names-exact --type {text} if this is intended",
	RemedyTypeAgain:        "then run this again with --type {text} if this is intended",
	RemedyType:             "type {text} to continue (--type on the command line)",
	RemedyNameGroup:        "give the exact name that ad2scim diff shows, or compare again",
	RemedyListDecisions:    "list the decisions with ad2scim match list",
	RemedyListRuns:         "list the runs with ad2scim fix undo --list",
	RemedyPlanRenames:      "create a new one with `ad2scim fix plan`",
	RemedyOtherSide:        "choose the other side with --side, or another format",

	RemedyScan:         "run ad2scim sync find",
	RemedyScanAgain:    "run ad2scim sync find again",
	RemedyScanEvery:    "run ad2scim sync find for every host that may run it, or confirm that you know them all",
	RemedyStop:         "run ad2scim sync stop, then ad2scim sync find",
	RemedyStopOrVerify: "run ad2scim sync stop or sync verify first",
	RemedyVerify:       "run ad2scim sync verify until it succeeds",
	RemedyVerifyAgain:  "run ad2scim sync verify again",
	RemedyRunScript:    "use ad2scim sync script",
	RemedyDisableTasks: "disable the script's tasks with ad2scim sync stop",
	RemedyTurnSCIMOff:  "turn SCIM off at the identity provider and at Dashlane and take those steps back with ad2scim steps reopen",
	RemedyAuditLog:     "run ad2scim steps check with --audit-log FILE",
	RemedyResultFile:   "check --result",
	RemedyHostTLS:      "use HTTPS, without --host-http",
	RemedyHostCA:       "give that authority's certificate with --host-ca",
	RemedyHostCAFile:   "check --host-ca",
	RemedyHostNTLM:     "turn Negotiate on in its WinRM service, or use --host-auth ntlm with --host-user",
	RemedyHostAccount:  "give --host-user, or use Kerberos",
	RemedyHostPassword: "give it, or leave --host-user out to use the ticket cache",

	RemedyUnchangedScript: "check the state of the tasks with ad2scim sync find, and run the unchanged script",
	RemedyScriptThere:     "to find AD sync, run the script that ad2scim sync script writes there and give its result; to disable or enable a task, use Task Scheduler",
	RemedyScriptResult:    "run the script that ad2scim sync script writes, with -Out FILE, and give that file",
	RemedyOtherScript:     "run the script that ad2scim sync script --action {text} writes on that host, and give its result",
	RemedyResultOfScan:    "then give this one to ad2scim sync find or sync verify",
	RemedyResultOf:        "then give this one to ad2scim sync {text}",
	RemedyFindTask:        "check with ad2scim sync find whether a task has that path",
	RemedyNameTask:        "give its path as ad2scim sync find shows it, or HOST and path",
	RemedySeeWhy:          "see with ad2scim sync find why",
	RemedyGiveHost:        "give --local, --host HOST or --result FILE (ad2scim sync script writes the script that makes it)",
	RemedyOtherHost:       "name a Windows host with --host, or write the script with ad2scim sync script and run it there",
	RemedyProbeMaker:      "check the address with `ad2scim probe`; if it is right, the provider breaks the SCIM standard: ask its maker",
	RemedyProbeSupport:    "run `ad2scim probe` to see what it supports",

	RemedyCompleteStep:  "complete the step {step}",
	RemedyRepeatStep:    "repeat the step {step}",
	RemedyThenCheck:     "then check it again with ad2scim steps check {step}",
	RemedyThenReopen:    "then open it again with ad2scim steps reopen {step}",
	RemedyTurnADSyncOff: "turn off both in the Admin Console and confirm it",
	RemedyCheckToggles:  "check both toggles in the Admin Console and confirm again",
	RemedyCorrectFact:   "correct a wrong fact with ad2scim doctor --save",
	RemedyRename:        "rename them with ad2scim fix",

	RemedyCheckStep:   "run ad2scim steps check {step}",
	RemedyConfirmStep: "confirm it yourself with ad2scim steps done {step}",
	RemedyConfirm:     "confirm the step yourself",
	RemedyOverride:    "give --force with a reason",
	RemedyCheckFacts:  "run ad2scim doctor --look or the step's check again",
	RemedyProbe:       "run ad2scim probe --scim URL",

	RemedyPlanAssign:    "run ad2scim enable --assign --plan to see which",
	RemedyAssignUsers:   "assign the users directly with ad2scim enable --assign --users FILE",
	RemedyDiagnose:      "run ad2scim enable --diagnose",
	RemedyResume:        "then run this again: it continues from here",
	RemedyChooseApp:     "check --app and --workspace",
	RemedyListApps:      "run ad2scim enable --idp {text} --list-apps and give the app's id",
	RemedyOtherProvider: "give --idp with one of {text}",
	RemedyWriteReport:   "run ad2scim report --format html --out FILE",
	RemedyEnterSecret:   "set {text}",
	RemedyGiveToken:     "set AD2SCIM_SCIM_TOKEN, or give --scim-token-file",

	RemedyUndoRenames:   "ad2scim fix undo",
	RemedyResumeSync:    "ad2scim sync resume",
	RemedyRenameInAD:    "run ad2scim fix plan --through-ad",
	RemedyRunDoctor:     "run ad2scim doctor",
	RemedyTestUser:      "ad2scim enable --try",
	RemedyVerifyStopped: "ad2scim sync verify",
}

// RemedyKinds returns all kinds, so that a front end can check that it has words for each.
func RemedyKinds() []RemedyKind {
	all := make([]RemedyKind, 0, len(commandWords))
	for kind := range commandWords {
		all = append(all, kind)
	}
	return all
}

// String phrases the remedy for the command line.
func (r Remedy) String() string {
	if r.Kind == "" {
		return r.Text
	}
	words := commandWords[r.Kind]
	switch {
	case r.Kind == RemedyConnect && r.Side == Endpoint:
		words += " --endpoint URL"
	case r.Kind == RemedyEnterSecret && r.Side == AD:
		words += ", or use --ad-password-file"
	case r.Kind == RemedyEnterSecret && r.Side == SCIM:
		words += ", or use --scim-token-file"
	}
	return r.Fill(words)
}
