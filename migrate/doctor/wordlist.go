// Code generated from words.yaml by go generate; DO NOT EDIT.

package doctor

import "sync"

var words = sync.OnceValue(func() *wordList {
	return &wordList{
		Facts: map[Fact]question{
			"ad_sync": {
				Grade: "C",
				Ask:   "Is AD sync off? If not, what does it still do?",
				Why:   "Unless AD sync is off, both cards are greyed out and the page doesn't say why. This is the most frequent reason.",
				How:   "In the Admin Console, go to Integrations > Provisioning > Active Directory and check both toggles, automatic user provisioning and automatic user deprovisioning. Both on means full, one on means provision-only or deprovision-only, both off means off.",
			},
			"ad_sync_script": {
				Grade: "D",
				Ask:   "Is the AD sync PowerShell script still running or scheduled?",
				Why:   "The documentation requires that you stop the script and turn off AD sync.",
				How:   "Run ad2scim sync find, or open Task Scheduler on the Windows server that runs the script. Ready means scheduled. The task is disabled only if its status is Disabled.",
			},
			"encryption_service_url": {
				Grade: "C",
				Ask:   "Is the URL of your encryption service saved at Dashlane?",
				Why:   "Without it, the SCIM button on the self-hosted card is unavailable.",
				How:   "In the Admin Console, go to Integrations > Single sign-on and check whether the self-hosted SSO settings contain the encryption service's URL. You can't open the Self-hosted Provisioning card while it is greyed out.",
			},
			"greyed": {
				Grade: "D",
				Ask:   "Is Set up greyed out on the card?",
				Why:   "If you can click it, it isn't greyed out.",
				How:   "In the Admin Console, go to Integrations > Provisioning and check Set up on the card (or Edit, if the setup was started before).",
			},
			"path": {
				Grade: "D",
				Ask:   "Which path do you use, Confidential or self-hosted?",
				Why:   "Each card is greyed out for different reasons.",
				How:   "In the Admin Console, go to Integrations > Provisioning. Which card do you want to set up: Confidential Provisioning or Self-hosted Provisioning? If SSO is already Confidential, the path can only be confidential.",
			},
			"plan_scim": {
				Grade: "C",
				Ask:   "Does your plan include SCIM?",
				Why:   "If your plan doesn't include SCIM, the page shows an upgrade offer instead of the cards.",
				How:   "In the Admin Console, go to Integrations > Provisioning. If you see the cards, answer yes. If you see an upgrade offer, answer no.",
			},
			"relogged_in": {
				Grade: "D",
				Ask:   "Have you logged out of Dashlane and logged in again since the last change?",
				Why:   "Dashlane refreshes the provisioning options when you log in.",
				How:   "If you aren't sure, do it now: log out of Dashlane, log in again, go to Integrations > Provisioning and check again.",
			},
			"scim_confidential": {
				Grade: "C",
				Ask:   "Is Confidential SCIM on?",
				Why:   "The self-hosted card is greyed out while Confidential SCIM is on.",
				How:   "In the Admin Console, go to Integrations > Provisioning > Confidential Provisioning and check the toggle that activates automatic user provisioning. If that card is greyed out, check the Active Directory card: it is also greyed out while either kind of SCIM is on.",
			},
			"scim_self_hosted": {
				Grade: "C",
				Ask:   "Is self-hosted SCIM on?",
				Why:   "The Confidential card is greyed out while self-hosted SCIM is on.",
				How:   "In the Admin Console, go to Integrations > Provisioning > Self-hosted Provisioning, then SCIM Provisioning settings, and check the toggle that allows the encryption service to sync the directory. If that card is greyed out, check the Active Directory card: it is also greyed out while either kind of SCIM is on.",
			},
			"sso": {
				Grade: "D",
				Ask:   "Is single sign-on off, configured or on?",
				Why:   "The Confidential card requires SSO that is turned on, not just configured. The documentation also requires SSO for the self-hosted path.",
				How:   "In the Admin Console, go to Integrations > Single sign-on. \"configured\" means that settings are saved but SSO isn't turned on for your members.",
			},
			"sso_kind": {
				Grade: "C",
				Ask:   "Which kind of SSO is set up, Confidential, self-hosted, the legacy connector, or none?",
				Why:   "Each card requires its own kind of SSO. Confidential SSO counts even if its setup was never finished.",
				How:   "In the Admin Console, go to Integrations > Single sign-on and check which kind is set up, even if the setup isn't finished. The connector is Dashlane's legacy SSO.",
			},
		},
		Findings: map[ID]phrases{
			"ad-sync-on": {
				phrase: phrase{Grade: "C", Do: "Turn off both AD sync toggles."},
				Variants: map[string]phrase{
					"behind-scim":      {Do: "First stop provisioning at the identity provider and turn off SCIM. While SCIM is on, the Active Directory card is greyed out and you can't change its toggles."},
					"deprovision-only": {Title: "AD sync still deprovisions users", Why: "The toggle for deprovisioning is still on. AD sync is off only when both toggles are off. While only deprovisioning is on, Set up is greyed out on both cards and the page doesn't say why.", Next: "Go to Integrations > Provisioning > Active Directory, turn off automatic user deprovisioning, and make sure that both toggles are off. Then log out and log in again."},
					"full":             {Title: "AD sync is still on", Why: "Unless AD sync is off, Set up is greyed out on both cards and the page doesn't say why.", Next: "Go to Integrations > Provisioning > Active Directory and turn off both toggles, automatic user provisioning and automatic user deprovisioning. Then log out and log in again."},
					"provision-only":   {Title: "AD sync still provisions users and groups", Why: "One of the two toggles is still on. AD sync is off only when both are off. Until then, Set up is greyed out on both cards and the page doesn't say why.", Next: "Go to Integrations > Provisioning > Active Directory, turn off automatic user provisioning, and make sure that both toggles are off. Then log out and log in again."},
				},
			},
			"ad-sync-script-active": {
				phrase: phrase{Grade: "D"},
				Variants: map[string]phrase{
					"both-live/running": {
						Grade: "C",
						Title: "The AD sync script is running while SCIM is on, so both syncs are live",
						Why:   "This does harm, whatever the reason for the greyed-out card: AD sync deletes a group that it created if a run doesn't send it. A run with a narrower scope can delete sharing groups while SCIM provisions them. The documentation requires that you stop the script before you set up SCIM.",
						Next:  "Disable the script's scheduled task now (ending it isn't enough: it starts again at its next scheduled time). Wait until the run ends, and check again with ad2scim sync verify.",
						Do:    "Both syncs are live: disable the script's scheduled task now, and wait until the run ends.",
					},
					"both-live/scheduled": {
						Grade: "C",
						Title: "The AD sync script is still scheduled while SCIM is on, so both syncs are live",
						Why:   "This does harm, whatever the reason for the greyed-out card: AD sync deletes a group that it created if a run doesn't send it. Its next run, with a narrower scope, can delete sharing groups while SCIM provisions them. The documentation requires that you stop the script before you set up SCIM.",
						Next:  "Disable the script's scheduled task now, and check again with ad2scim sync verify.",
						Do:    "Both syncs are live: disable the script's scheduled task now.",
					},
					"running": {
						Title: "The AD sync PowerShell script is running",
						Why:   "Dashlane's documentation requires that you stop the script and turn off AD sync. The card depends only on the toggles, so there may be another reason.",
						Next:  "Disable its scheduled task (ending it isn't enough: it starts again at its next scheduled time). Wait until the run ends, and check again with ad2scim sync verify. Then log out and log in again.",
						Do:    "Disable the script's scheduled task and wait until the run ends.",
					},
					"scheduled": {
						Title: "The AD sync PowerShell script is still scheduled",
						Why:   "Dashlane's documentation requires that you stop the script and turn off AD sync. The card depends only on the toggles, so there may be another reason. But the task will start the script again at its next scheduled time.",
						Next:  "Disable the scheduled task and check again with ad2scim sync verify. Then log out and log in again.",
						Do:    "Disable the script's scheduled task.",
					},
				},
			},
			"contact-support": {
				phrase: phrase{
					Grade: "D",
					Title: "None of the known reasons applies",
					Why:   "None of the facts that can grey out the card applies, and you have logged in again.",
					Next:  "Contact Dashlane Support. Tell them which card is greyed out, that SSO is on, that the plan includes SCIM, that both AD sync toggles are off, and that you have logged out and logged in again.",
				},
				Variants: map[string]phrase{"last": {Do: "If Set up is still greyed out, contact Dashlane Support and send them these facts."}},
			},
			"encryption-service-url-missing": {
				phrase: phrase{
					Grade: "C",
					Title: "The encryption service's URL isn't saved at Dashlane",
					Why:   "The SCIM button on the self-hosted card is unavailable until the URL is saved.",
					Next:  "Set up the encryption service on Azure or AWS, and save its URL in the self-hosted SSO settings (Integrations > Single sign-on). Then open the URL in a browser: a Dashlane page must appear.",
					Do:    "Set up the encryption service and save its URL.",
				},
			},
			"need-fact": {phrase: phrase{Grade: "D", Do: "Find the answer:"}},
			"not-greyed": {
				phrase: phrase{
					Grade: "D",
					Title: "Set up is available",
					Why:   "You can click it, and no known fact prevents it.",
					Next:  "Continue with the migration's next step. ad2scim status shows it.",
					Do:    "Continue with the next step.",
				},
			},
			"other-scim-on": {
				phrase: phrase{Grade: "C"},
				Variants: map[string]phrase{
					"confidential": {
						Title: "Self-hosted SCIM is on",
						Why:   "The Confidential card is greyed out while self-hosted SCIM is on.",
						Next:  "To change to Confidential, first stop provisioning at the identity provider. Then turn off self-hosted SCIM in its SCIM Provisioning settings, save, log out and log in again. Confidential SSO can't be undone.",
						Do:    "Stop provisioning at the identity provider and turn off self-hosted SCIM.",
					},
					"confidential/greyed": {
						Title: "Self-hosted SCIM is on",
						Why:   "The Confidential card is greyed out while self-hosted SCIM is on. You turn it off on the Self-hosted Provisioning card, which is greyed out too while SSO is Confidential or the legacy connector, and while AD sync is on.",
						Next:  "Stop provisioning at the identity provider. Then contact Dashlane Support to turn off self-hosted SCIM, because its card is greyed out too.",
						Do:    "Stop provisioning at the identity provider and contact Dashlane Support to turn off self-hosted SCIM, whose card is greyed out too.",
					},
					"either": {
						Title: "Both kinds of SCIM are reported as on",
						Why:   "Each card is greyed out while the other kind of SCIM is on.",
						Next:  "Check both cards in Integrations > Provisioning again. If both are on, contact Dashlane Support before you turn one off.",
						Do:    "Check both SCIM cards again.",
					},
					"self-hosted": {
						Title: "Confidential SCIM is on",
						Why:   "The self-hosted card is greyed out while Confidential SCIM is on.",
						Next:  "Use Confidential Provisioning: set the path to confidential and check again. After Confidential is set up, you can't change to self-hosted. If you think this is wrong, contact Dashlane Support before you turn anything off.",
						Do:    "Use Confidential Provisioning, or contact Dashlane Support before you turn it off.",
					},
				},
			},
			"plan-without-scim": {
				phrase: phrase{
					Grade: "C",
					Title: "Your plan doesn't include SCIM",
					Why:   "With this plan, Dashlane shows an upgrade offer instead of the provisioning cards, and the SCIM button on the self-hosted card is unavailable.",
					Next:  "Get a plan that includes SCIM first.",
					Do:    "Get a plan that includes SCIM.",
				},
			},
			"session-not-refreshed": {
				phrase: phrase{
					Grade: "D",
					Title: "The page may not show the last change yet",
					Why:   "Dashlane refreshes the provisioning options when you log in.",
					Next:  "Log out of Dashlane and log in again. Then go to Integrations > Provisioning and check again.",
					Do:    "Log out of Dashlane, log in again and check again.",
				},
				Variants: map[string]phrase{
					"later": {Why: "Dashlane refreshes the provisioning options when you log in. This won't help until the other reasons are resolved.", Next: "Resolve the other reasons first. Then log out of Dashlane, log in again and check again."},
				},
			},
			"sso-not-enabled": {
				phrase: phrase{Grade: "C", Do: "Turn on Confidential SSO."},
				Variants: map[string]phrase{
					"confidential/configured": {
						Title: "Confidential SSO is configured but not turned on",
						Why:   "The Confidential card is greyed out until SSO is turned on for your members. Configuring it isn't enough.",
						Next:  "Go to Integrations > Single sign-on, test the login, and turn on SSO for your members. Then log out and log in again.",
						Do:    "Turn on SSO for your members. Configuring it isn't enough.",
					},
					"confidential/off": {
						Title: "Confidential SSO isn't on",
						Why:   "The Confidential card is greyed out unless Confidential SSO is set up and turned on.",
						Next:  "Set up Confidential SSO in Integrations > Single sign-on and turn it on for your members. Then log out and log in again. Confidential SSO can't be undone.",
						Do:    "Set up Confidential SSO and turn it on.",
					},
					"either": {
						Title: "SSO isn't on",
						Why:   "The Confidential card is greyed out unless Confidential SSO is on. The self-hosted card isn't greyed out because of this, although the documentation requires SSO there too.",
						Next:  "In Integrations > Single sign-on, set up the kind of SSO that you want and turn it on. Then log out and log in again.",
						Do:    "Set up SSO and turn it on.",
					},
					"either/open": {
						Title: "SSO isn't on",
						Why:   "The self-hosted card isn't greyed out because of this, although the documentation requires SSO there too. The Confidential card is greyed out unless Confidential SSO is on. If Set up is available, it is on the self-hosted card, or the page is out of date.",
						Next:  "Set the fact path to say which card it is. Before you continue, turn on SSO in Integrations > Single sign-on.",
						Do:    "Turn on SSO.",
					},
					"self-hosted/configured": {
						Grade: "D",
						Title: "SSO is configured but not on, and the documentation requires it",
						Why:   "The self-hosted card isn't greyed out because of this, but Dashlane's documentation requires that SSO is on for SCIM.",
						Next:  "First resolve the other findings. If Set up is still greyed out then, turn on SSO in Integrations > Single sign-on, then log out and log in again. If Set up is still greyed out, contact Dashlane Support.",
						Do:    "If nothing else helps, turn on self-hosted SSO, as the documentation requires.",
					},
					"self-hosted/configured/open": {
						Grade: "D",
						Title: "SSO is configured but not on, and the documentation requires it",
						Why:   "Set up is available on the self-hosted card even if SSO isn't on, but Dashlane's documentation requires that SSO is on for SCIM.",
						Next:  "Before you continue, turn on SSO in Integrations > Single sign-on.",
						Do:    "Turn on self-hosted SSO, as the documentation requires.",
					},
					"self-hosted/off": {
						Grade: "D",
						Title: "SSO isn't on, but the documentation requires it",
						Why:   "The self-hosted card isn't greyed out because of missing SSO, but Dashlane's documentation requires SSO for SCIM.",
						Next:  "First resolve the other findings. If Set up is still greyed out then, set up self-hosted SSO in Integrations > Single sign-on, then log out and log in again. If Set up is still greyed out, contact Dashlane Support.",
						Do:    "If nothing else helps, set up self-hosted SSO, as the documentation requires.",
					},
					"self-hosted/off/open": {
						Grade: "D",
						Title: "SSO isn't on, but the documentation requires it",
						Why:   "Set up is available on the self-hosted card even without SSO, but Dashlane's documentation requires SSO for SCIM.",
						Next:  "Before you continue, set up self-hosted SSO in Integrations > Single sign-on and turn it on.",
						Do:    "Set up self-hosted SSO and turn it on, as the documentation requires.",
					},
				},
			},
			"sso-wrong-kind": {
				phrase: phrase{Grade: "C", Do: "Use the card that matches your kind of SSO."},
				Variants: map[string]phrase{
					"confidential/connector": {
						Title: "SSO uses the legacy connector, but this card requires Confidential SSO",
						Why:   "The Confidential card is greyed out unless SSO is Confidential and turned on. With the legacy connector, the self-hosted card is greyed out too.",
						Next:  "Set up Confidential SSO and turn it on. Confidential SSO can't be undone. If you aren't sure how to replace the connector, contact Dashlane Support.",
						Do:    "Replace the legacy SSO connector with Confidential SSO (this can't be undone).",
					},
					"confidential/self-hosted": {
						Title: "SSO is self-hosted, but this card requires Confidential SSO",
						Why:   "The Confidential card is greyed out unless SSO is Confidential and turned on.",
						Next:  "To keep your current SSO, set the path to self-hosted and check again. To change to Confidential SSO instead, set it up in Integrations > Single sign-on and turn it on. Confidential SSO can't be undone.",
						Do:    "Use the Self-hosted Provisioning card, or set up Confidential SSO (this can't be undone).",
					},
					"either": {
						Title: "SSO uses the legacy connector, so both cards are unavailable",
						Why:   "The Confidential card requires Confidential SSO, and with the legacy connector the self-hosted card is greyed out.",
						Next:  "Choose Confidential or self-hosted SSO and set it up to replace the connector. Confidential SSO can't be undone.",
						Do:    "Replace the legacy SSO connector with Confidential or self-hosted SSO.",
					},
					"self-hosted/confidential": {
						Title: "SSO is Confidential, so the self-hosted card is unavailable",
						Why:   "The self-hosted card is greyed out as soon as SSO is Confidential, even if its setup was never finished.",
						Next:  "Choose the Confidential path: set the path to confidential and check again, because that card may be greyed out too. Confidential SSO can't be undone. If the setup was started by mistake, contact Dashlane Support before you do anything else.",
						Do:    "Use the Confidential Provisioning card. You can't change to self-hosted.",
					},
					"self-hosted/connector": {
						Title: "SSO uses the legacy connector, so the self-hosted card is unavailable",
						Why:   "The self-hosted card is greyed out while SSO uses the legacy connector.",
						Next:  "Replace the connector with self-hosted SSO and an encryption service, or with Confidential SSO. If you aren't sure how to replace the connector, contact Dashlane Support.",
						Do:    "Replace the legacy SSO connector with self-hosted SSO.",
					},
				},
			},
		},
		Notes: map[string]note{
			"ad-sync-behind-scim":   {First: "Stop provisioning at the identity provider. The Active Directory card is greyed out while SCIM is on, so turn off SCIM first. If the SCIM card is greyed out too, contact Dashlane Support."},
			"after-plan":            {Instead: "Wait until your plan includes SCIM. Until then, leave AD sync and its scheduled task as they are."},
			"both-live":             {Instead: "First disable the script's task now: AD sync's script and SCIM are both live, which can delete sharing groups. Then check again for the next step."},
			"both-scim-on":          {Why: "You said that both kinds of SCIM are on. Dashlane greys out each card while the other kind of SCIM is on, so check both again."},
			"keep-ad-sync":          {Next: "Leave AD sync on until then: with this plan, SCIM can't replace it."},
			"open-with-button-shut": {Why: "Set up on the card can still be available."},
			"seen-open":             {Why: "You see that Set up is available anyway, so the page may be out of date, or this fact is wrong."},
			"sso-on-of-no-kind":     {Why: "You said that SSO is on and that its kind is none. One of the two is wrong."},
			"stop-script-first":     {First: "First stop the PowerShell script and disable its task."},
		},
	}
})
