# What a newcomer types: make demo, make test. `make help` lists the rest.

GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT      ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
LDFLAGS     := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
BUILD       := CGO_ENABLED=0 $(GO) build -trimpath -ldflags "$(LDFLAGS)"
FUZZTIME    ?= 20s

GOLANGCI    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# The Samba domain controller of the tests listens on low ports: as root.
AS_ROOT     := $(shell [ "$$(id -u)" = 0 ] || echo 'sudo -E env "PATH=$(PATH)"')

# Other systems that the program must at least build for.
PLATFORMS   := windows/amd64 windows/arm64 darwin/amd64 darwin/arm64 linux/arm64

# Packages in which goroutines share data; the others gain nothing by a second run.
RACE        := ./ldapsrc ./migrate/adsync ./migrate/demo ./migrate/demo/dc ./migrate/diff ./migrate/fix ./migrate/groupfile \
	./migrate/idp/entra ./migrate/idp/jumpcloud ./migrate/idp/okta ./migrate/idp/pingone ./migrate/idp/rest \
	./migrate/migration ./migrate/operation ./migrate/proxy ./migrate/scim ./migrate/store ./tui ./tui/adsync ./tui/migration \
	./tui/provisioning ./tui/rename ./tui/session ./tui/task

# What is long and in which nothing happens at the same time.
ALONE       := NextStart|EveryScriptParses|ManyAlike|TooLargeIsAskedFor|TestQuality|NeighborsIn|HostileTextKeepsTheGrid

# Of these only the tests in which much happens at the same time: the others take
# minutes with the race detector, and are long for other reasons.
TOGETHER    := ./cmd/ad2scim ./ldapsrc ./migrate/fix
SIDE_BY_SIDE := SideBySide|Restarts|MembersOfManyGroups|CutAlways|TestCancel$$|AnIdle|RenameIsLost|TestActiveDirectory/(side|cancel|cut)|Interrupt|DemoApp$$|BareApp|ClosedTerminal|InTheApp|InAStorm|HostsFail|WatchEnds

# A program with the race detector waits a second at its end unless told otherwise.
RACING      := $(AS_ROOT) env CI=true CGO_ENABLED=1 GORACE=atexit_sleep_ms=10 $(GO)

# Lint, tests and builds compile with the same flags as the program, so that each
# takes from the build cache what another has compiled, in whatever folder.
golangci vet vulnerabilities cross tests test short race: export GOFLAGS := $(filter-out -trimpath,$(GOFLAGS)) -trimpath
golangci vet vulnerabilities cross tests test short: export CGO_ENABLED := 0

.PHONY: build demo test tests elsewhere bench fuzz lint lab cross golangci vet format vulnerabilities short race race-short race-together picture dist twice \
	bare signed windows kills setup help

build: ## build bin/ad2scim, static
	$(BUILD) -o bin/ad2scim ./cmd/ad2scim

demo: build ## open the app on the built-in company
	bin/ad2scim demo

test: setup golangci ## check everything; installs what the tests need (Debian)
	@.ci/repeat $(MAKE) --no-print-directory -j2 tests elsewhere
	$(MAKE) --no-print-directory race

tests:
	$(AS_ROOT) CI=true $(GO) test -vet=off -timeout 20m ./...

# The tests wait a lot, for servers and for time to pass; what compiles for other systems
# runs beside them. golangci has compiled for this one before.
elsewhere: vulnerabilities vet cross

bench: build ## measure speed, memory and size
	$(AS_ROOT) $(GO) test -run '^$$' -bench . -benchtime 1x -timeout 30m ./cmd/ad2scim
	$(GO) test -run '^$$' -bench . ./tui
	$(GO) test -run '^$$' -bench RoundTrips -benchtime 1x ./migrate/scim
	$(GO) test -run '^$$' -bench FindLongTexts -benchtime 1x ./migrate/adsync

fuzz: ## run every fuzz target for FUZZTIME (20s)
	.ci/fuzz $(FUZZTIME)

short: ## run the short tests: what to run while you write
	$(AS_ROOT) $(GO) test -short ./...

kills: ## kill the program at every request to an identity provider or a Windows host
	@mkdir -p bin
	@AD2SCIM_EVERY_KILL=1 $(GO) test -count=1 -v -run 'TestKilledAtEveryRequest|TestSyncKilled' -timeout 60m ./cmd/ad2scim > bin/kills.log 2>&1 || \
		{ grep -v '^ *=== \|--- PASS' bin/kills.log; exit 1; }
	@grep 'the program was killed' bin/kills.log

lint: golangci vet vulnerabilities ## check the code without running it

golangci: ## check form and faults, as .golangci.yml says
	GOLANGCI_LINT_CACHE="$(CURDIR)/bin/golangci" $(GO) run $(GOLANGCI) run

vet: # for Linux golangci does it; cross then takes the packages for Windows from the cache
	GOOS=windows $(GO) vet ./...

format: ## bring the code into gofumpt's form
	$(GO) run $(GOLANGCI) fmt

vulnerabilities:
	@.ci/vulnerabilities $(GO) run $(GOVULNCHECK)

cross:
	@for p in $(PLATFORMS); do echo "build $$p"; GOOS=$${p%/*} GOARCH=$${p#*/} $(BUILD) -o /dev/null ./cmd/ad2scim || exit 1; done

race: # compiled once; then those that wait run beside those that compute
	$(RACING) build -race $(RACE)
	@.ci/repeat $(MAKE) --no-print-directory -j2 race-short race-together

race-short:
	$(RACING) test -race -vet=off -short -skip '$(ALONE)' -timeout 20m $(RACE)

race-together:
	$(RACING) test -race -vet=off -run '$(SIDE_BY_SIDE)' -skip TestWalk -timeout 20m $(TOGETHER)

lab: ## run a Samba Active Directory to play with, until Ctrl-C
	$(GO) build -o bin/lab ./ldapsrc/sambatest/lab
	$(AS_ROOT) bin/lab

dist: ## make the archives and packages that are downloaded, in dist/
	.release/dist

twice: ## make dist twice, in two folders, and compare the bytes
	.release/reproducible

bare: ## from the packages to a comparison: in a bare Debian, and in wine
	$(AS_ROOT) .release/bare

signed: ## sign the programs for Windows with a test certificate, and check
	.release/signed

windows: ## run the program and tests for Windows under wine
	.release/windows

picture: build ## make the README's picture of the screen anew, from the program
	.ci/picture

setup:
	@.ci/setup

help: ## list these
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
