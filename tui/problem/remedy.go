package problem

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"ad2scim/migrate"
	"ad2scim/migrate/playbook"
	"ad2scim/tui/keys"
	"ad2scim/tui/screen"
)

// Next phrases what to do next with the keys and screens of the app.
func Next(all migrate.Remedies) string { return all.Phrase(Words) }

// Words phrases a remedy. A step's id is shown as the step's title; a number is shown as it is.
func Words(r migrate.Remedy) string {
	if r.Kind == "" {
		return inFields(r.Text)
	}
	if _, err := strconv.Atoi(r.Step); err == nil {
		r.Step = "step " + r.Step
	} else if title := titleOf(r.Step); title != "" {
		r.Step = "the step " + title
	} else {
		r.Step = "its step"
	}
	return r.Fill(appWords[r.Kind])
}

// titleOf is the quoted title of a step, or "" if there is no such step.
func titleOf(step string) string {
	title := playbook.Dashlane().Title(playbook.StepID(step))
	if title == "" {
		return ""
	}
	return "“" + title + "”"
}

var (
	scan       = press(keys.Here) + " at the script's step, then scan"
	connect    = "set it up on " + screen.Numbered(screen.Connection)
	readAgain  = press(keys.Read) + " on " + screen.Numbered(screen.Groups)
	checkAgain = "then " + press(keys.Check) + " again"
	inTerminal = " in a terminal"
	giveFolder = "quit, and start the app with --workspace DIR"
)

// appWords phrase each kind of remedy with keys and screens. Where the app has none, they name
// a command to run in a terminal.
var appWords = map[migrate.RemedyKind]string{
	migrate.RemedyChoosePath:   press(keys.Path) + " on " + screen.Numbered(screen.Migrate) + " to choose the path",
	migrate.RemedyGivePath:     press(keys.Path) + " on " + screen.Numbered(screen.Migrate) + " to choose the path",
	migrate.RemedyGiveFolder:   giveFolder,
	migrate.RemedyOtherFolder:  giveFolder + " to use another folder",
	migrate.RemedyConnect:      connect,
	migrate.RemedyConnectSides: "connect both sides on " + screen.Numbered(screen.Connection),
	migrate.RemedyConnectSent: "connect the groups that the identity provider sends as the SCIM side on " +
		screen.Numbered(screen.Connection),
	migrate.RemedyCompare: "compare them: " + readAgain,
	migrate.RemedyCompareSent: "connect the groups that will be sent on " + screen.Numbered(screen.Connection) +
		", " + checkAgain,
	migrate.RemedyCompareAssigned: "compare AD with the assigned groups: " + readAgain,
	migrate.RemedyCheckNames:      press(keys.Check) + " at {step}",
	migrate.RemedyMakeExact:       "rename them on " + screen.Numbered(screen.Fix) + ", " + checkAgain,
	migrate.RemedyRemoveDuplicates: "remove the duplicate groups at the identity provider (" +
		screen.Numbered(screen.Groups) + " lists them), " + checkAgain,
	migrate.RemedyCheckGroups:     "check the groups on " + screen.Numbered(screen.Groups),
	migrate.RemedyCheckList:       "check AD's search base and filter on " + screen.Numbered(screen.Connection),
	migrate.RemedyCheckSent:       "check the groups that are listed here",
	migrate.RemedyCheckSentBySAML: "check the groups that are listed here",
	migrate.RemedyTypeNumber:      "then " + press(keys.Check) + " at {step} and type {text} if this is intended",
	migrate.RemedyTypeAgain:       "then type {text} here and apply again if this is intended",
	migrate.RemedyType:            "type {text} to continue",
	migrate.RemedyNameGroup:       readAgain + ", and choose it there",
	migrate.RemedyListDecisions:   "find the pair on " + screen.Numbered(screen.Groups),
	migrate.RemedyListRuns:        press(keys.Undo) + " on " + screen.Numbered(screen.Fix) + " to list the runs",
	migrate.RemedyPlanRenames:     "make the plan again on " + screen.Numbered(screen.Fix),
	migrate.RemedyOtherSide:       press(keys.Turn) + " to change the other side, or choose another format",

	migrate.RemedyScan:         scan,
	migrate.RemedyScanAgain:    scan + " again",
	migrate.RemedyScanEvery:    scan + " every host that may run it, or confirm that you know them all",
	migrate.RemedyStop:         press(keys.Here) + " at the script's step to disable it",
	migrate.RemedyStopOrVerify: "complete the earlier steps with " + keys.Here.Help().Key,
	migrate.RemedyVerify:       press(keys.Here) + " at {step}, and scan until it is certain",
	migrate.RemedyVerifyAgain:  press(keys.Here) + " at {step}, and scan again",
	migrate.RemedyRunScript:    "write the script to a file with " + keys.Write.Help().Key + ", and run it there",
	migrate.RemedyDisableTasks: scan + " and disable the script's tasks",
	migrate.RemedyTurnSCIMOff: "turn SCIM off at the identity provider and at Dashlane, then " + press(keys.Undo) +
		" at those steps on " + screen.Numbered(screen.Migrate),
	migrate.RemedyAuditLog:     press(keys.Check) + " and enter the file",
	migrate.RemedyResultFile:   "check the path of the file",
	migrate.RemedyHostTLS:      "turn TLS on with ctrl+t",
	migrate.RemedyHostCA:       "enter the file with that authority's certificate",
	migrate.RemedyHostCAFile:   "check the path of that file",
	migrate.RemedyHostNTLM:     "turn Negotiate on in its WinRM service, or sign in with ntlm and an account",
	migrate.RemedyHostAccount:  "enter an account, or sign in with kerberos",
	migrate.RemedyHostPassword: "enter it, or leave the account empty to use the ticket cache",

	migrate.RemedyUnchangedScript: scan + " to see the state of the tasks, and run the unchanged script",
	migrate.RemedyScriptThere: "to find AD sync, export the script, run it there and enter its result; " +
		"to disable or enable a task, use Task Scheduler",
	migrate.RemedyScriptResult: "export the script, run it with -Out FILE, and enter that file",
	migrate.RemedyOtherScript:  "run the {text} script on that host, and enter its result",
	migrate.RemedyResultOfScan: "then enter this one where you scan",
	migrate.RemedyResultOf:     "then enter this one after the {text} script",
	migrate.RemedyFindTask:     scan + " to see whether a task has that path",
	migrate.RemedyNameTask:     "choose it in the list",
	migrate.RemedySeeWhy:       "see why in the result of the scan",
	migrate.RemedyGiveHost:     "enter a host or a result file",
	migrate.RemedyOtherHost:    "scan a Windows host with WinRM, or export the script and run it there",
	migrate.RemedyProbeMaker: "check the address on " + screen.Numbered(screen.Connection) +
		"; if it is right, the provider breaks the SCIM standard: ask its maker",
	migrate.RemedyProbeSupport: "test it again on " + screen.Numbered(screen.Connection) + " to see what it supports",

	migrate.RemedyCompleteStep:  "complete {step}",
	migrate.RemedyRepeatStep:    "repeat {step}",
	migrate.RemedyThenCheck:     "then " + press(keys.Check) + " to check it again",
	migrate.RemedyThenReopen:    "then " + press(keys.Undo) + " to open it again",
	migrate.RemedyTurnADSyncOff: "turn off both in the Admin Console, then " + press(keys.Confirm) + " at {step}",
	migrate.RemedyCheckToggles:  "check both toggles in the Admin Console, then " + press(keys.Confirm) + " at {step}",
	migrate.RemedyCorrectFact:   "correct a wrong fact in " + screen.Numbered(screen.Doctor),
	migrate.RemedyRename:        "rename them on " + screen.Numbered(screen.Fix),

	migrate.RemedyCheckStep:   press(keys.Check) + " at {step}",
	migrate.RemedyConfirmStep: press(keys.Confirm) + " to confirm it yourself",
	migrate.RemedyConfirm:     press(keys.Confirm) + " to confirm the step yourself",
	migrate.RemedyOverride:    "override it with a reason (" + keys.Override.Help().Key + ")",
	migrate.RemedyCheckFacts:  press(keys.Check) + " at its step on " + screen.Numbered(screen.Migrate),
	migrate.RemedyProbe:       connect,

	migrate.RemedyPlanAssign:  "run ad2scim enable --assign --plan" + inTerminal + " to see which",
	migrate.RemedyAssignUsers: "assign the users directly: run ad2scim enable --assign --users FILE" + inTerminal,
	migrate.RemedyDiagnose:    "run ad2scim enable --diagnose" + inTerminal,
	migrate.RemedyResume:      "then apply again: it continues from here",
	migrate.RemedyChooseApp:   "choose the app where you turned on SCIM",
	migrate.RemedyListApps: "choose the app from the list: " + press(keys.Here) +
		" at a step of the identity provider",
	migrate.RemedyOtherProvider: press(keys.Path) + " on " + screen.Numbered(screen.Migrate) +
		" to choose another provider",
	migrate.RemedyWriteReport: "run ad2scim report --format html --out FILE" + inTerminal,
	migrate.RemedyEnterSecret: "enter it on " + screen.Numbered(screen.Connection),
	migrate.RemedyGiveToken:   press(keys.Escape) + " to go back, and paste it",

	migrate.RemedyUndoRenames:   keys.Undo.Help().Key + " on " + screen.Numbered(screen.Fix),
	migrate.RemedyResumeSync:    "After a scan (" + keys.Here.Help().Key + "), " + keys.Undo.Help().Key,
	migrate.RemedyRenameInAD:    "make a plan on " + screen.Numbered(screen.Fix),
	migrate.RemedyRunDoctor:     "see " + screen.Numbered(screen.Doctor),
	migrate.RemedyTestUser:      "ad2scim enable --try" + inTerminal,
	migrate.RemedyVerifyStopped: keys.Here.Help().Key + " at the step that verifies the stop",
}

// fields are the words of the forms for what flags give on the command line, whole phrases before
// the flags in them.
var fields = strings.NewReplacer(
	" (AD2SCIM_AD_PASSWORD, --ad-password-file or the keyring)", "",
	"give the account with --ad-user user@domain", "enter the account as user@domain",
	"give --ad-user ", "enter a user: ", "give a user with --ad-user", "enter a user",
	"sign in with --ad-user", "enter a user",
	"give it as user@domain with --ad-user", "enter it as user@domain",
	"use ldaps:// with --ad-auth simple", "use ldaps:// in the address, and enter a user and a password",
	"use --ad-auth simple", "enter a user and a password", "try another --ad-auth", "enter a user and a password",
	" with --ad-auth kerberos", ", with no user entered",
	"use --host-auth ntlm with --host-user", "sign in with NTLM and an account",
	"give --host-user", "enter an account", "with --host-user", "in the account field", "--host-user", "the account",
	"--ad-user", "the user", "--ad-base", "the search base", "--ad-filter", "the filter", "--ad-name", "the name field",
	"--ad-ca FILE", "the CA file", "--scim-ca FILE", "the CA file", "--scim-ca", "the CA file",
	"--ad-", "--ad-", "--scim-", "--scim-", "--host-", "--host-", // no field: kept
	"--host", "the host field", "--ad", "the address", "--scim", "the address", "--endpoint", "the address",
)

// inFields phrases advice that names flags for the forms. What has no field is for a command.
func inFields(advice string) string {
	advice = fields.Replace(advice)
	for _, flag := range []string{"--ad-", "--scim-", "--host-"} {
		if strings.Contains(advice, flag) {
			return advice + inTerminal
		}
	}
	return advice
}

func press(k key.Binding) string { return "press " + k.Help().Key }
