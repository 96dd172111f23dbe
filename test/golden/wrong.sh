#!/bin/sh
# Each wrong file has to be a failure, with its reason, and never a crash.
golden=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bad=0
# try NAME PATTERN: the file on standard input has to give a line that matches.
try() {
    rm -f "$folder"/*.json
    cat >"$folder/$1.json"
    out=$("$golden" "$folder")
    status=$?
    if [ "$status" -ne "$3" ] || ! printf '%s\n' "$out" | grep -q "$2"; then
        echo "$1: status $status: $out"
        bad=1
    fi
}
head='"schema":"golden-election/1","id":"x","seats":3,"method":{"family":"highest-averages","name":"dhondt"}'
try swapped 'differs: a 2, official 1; b 1, official 2' 1 <<X
{$head,"kind":"list-pr","parties":[{"name":"a","votes":20,"seats":1},{"name":"b","votes":10,"seats":2}]}
X
try tied 'differs: 1 seats are tied among 2' 1 <<X
{$head,"kind":"list-pr","parties":[{"name":"a","votes":10,"seats":2},{"name":"b","votes":10,"seats":1}]}
X
try negative 'differs: .*no whole number' 1 <<X
{$head,"kind":"list-pr","parties":[{"name":"a","votes":-1,"seats":3}]}
X
try fraction 'differs: .*no whole number' 1 <<X
{$head,"kind":"list-pr","parties":[{"name":"a","votes":1.5,"seats":3}]}
X
try no_parties 'differs: "parties" is no list' 1 <<X
{$head,"kind":"list-pr"}
X
try not_json 'differs: line 2' 1 <<X
{
X
try twice 'differs: line 1' 1 <<X
{"schema":"golden-election/1","schema":"golden-election/1"}
X
try wrong_winner 'differs: elected: a, official b' 1 <<X
{$head,"kind":"plurality","candidates":[{"name":"a","votes":2},{"name":"b","votes":1}],"expected":{"elected":"b"}}
X
try wrong_runoff 'differs: run-off between' 1 <<X
{"schema":"golden-election/1","kind":"two-round","method":{"threshold":">1/2"},"candidates":[{"name":"a","votes":2},{"name":"b","votes":2}],"expected":{"runoff":["a","c"]}}
X
try other_kind 'unsupported: irv/' 0 <<X
{"schema":"golden-election/1","kind":"irv","method":{"family":"irv"}}
X
try other_method 'unsupported: list-pr/dean' 0 <<X
{"schema":"golden-election/1","kind":"list-pr","seats":3,"method":{"family":"highest-averages","name":"dean"},"parties":[]}
X
exit $bad
