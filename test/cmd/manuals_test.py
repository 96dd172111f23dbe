#!/usr/bin/env python3
"""Every command has a page, and page and `dauys help COMMAND` know the same options; every verb of dauys record and key is explained."""
import re
import sys

from harness import Check, run

EVERYWHERE = {"--help"}  # dauys.1 has it for all of them


def options_of_help(dauys, command):
    done = run(dauys, "help", command)
    return {word for word in re.findall(r"^  (--[a-z-]+)", done.stdout, re.M)} - EVERYWHERE


def options_of_page(page):
    """What the page explains: the options of its lists."""
    return {f"-{word}" for line in re.findall(r"^\.It (Fl -.*)", page, re.M) for word in line.split() if word.startswith("-")}


def main():
    dauys, root = sys.argv[1:3]
    check = Check()

    def page_of(command):
        try:
            with open(f"{root}/doc/man/dauys-{command}.1", encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    with open(f"{root}/doc/man/dauys.1", encoding="utf-8") as file:
        overview = file.read()
    commands = re.findall(r"^  dauys ([a-z]+) ", run(dauys, "help").stdout, re.M)
    check.that(len(commands) >= 11, "commands", commands)
    for command in commands:
        check.that(re.search(rf"^\.It Cm {command}$", overview, re.M), f"dauys.1 does not list {command}")
        if command == "help":
            continue
        helped, explained = options_of_help(dauys, command), options_of_page(page_of(command))
        check.that(helped, f"help {command} has no options")
        check.that(helped <= explained, f"dauys-{command}.1 lacks", sorted(helped - explained))
        check.that(explained <= helped, f"dauys-{command}.1 explains what there is not:", sorted(explained - helped))
        check.that(f".Xr dauys-{command} 1" in overview, f"dauys.1 does not point to dauys-{command}.1")
    verbs = re.findall(r"^dauys record ([a-z]+) FILE", run(dauys, "record").stdout, re.M)
    check.that(len(verbs) >= 19, "verbs", verbs)
    explained = re.findall(r"^\.It Cm ([a-z]+)", page_of("record"), re.M)
    check.that(set(verbs) <= set(explained), "dauys-record.1 lacks the verbs", sorted(set(verbs) - set(explained)))
    for verb in ("new", "show", "check", "copy", "enrol", "revoke"):
        check.that(re.search(rf"^\.It Cm {verb}$", page_of("key"), re.M), f"dauys-key.1 lacks {verb}")
    print(f"{len(commands)} commands, {len(verbs)} verbs, {check.bad} wrong")
    return check.bad > 0


sys.exit(main())
