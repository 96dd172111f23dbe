#!/usr/bin/env python3
"""The commands end to end: results, formats, languages, usage errors."""
import json
import sys

from harness import Check, Folder, run

def results(dauys, check):
    for election, more, body in [
        ("kz-mazhilis-2023", (), [62, 8, 7, 6, 6, 5, 4]),
        ("kz-mazhilis-2023", ("--law", "kz/mazhilis@2021-01-10"), [60, 12, 9, 9, 8]),
        ("kz-mazhilis-2021", (), [76, 12, 10]),
        ("kz-maslikhat-astana-2023", (), [12, 3, 1, 1]),
        ("kz-president-2022", (), [1]),
    ]:
        done = run(dauys, "count", f"elections/{election}", "--json", *more)
        got = [b["seats"] for b in json.loads(done.stdout)["body"] if b["seats"]]
        check.that(got == body, f"{election} {more}", got)
    question = json.loads(run(dauys, "count", "elections/kz-referendum-2026", "--json").stdout)["contests"][0]
    check.that(question["event"] == "adopted" and question["base"] == 9127192, "referendum", question["event"])


def unknown_tier(dauys, check):
    """A tier that nobody counted or declared leaves its seats open to everybody."""
    house = json.loads(run(dauys, "count", "elections/kz-maslikhat-astana-2023", "--json").stdout)
    rows = {b["id"]: b for b in house["body"]}
    check.that(not any(b["settled"] for b in house["body"]), "17 seats are nobody's yet", house["body"])
    check.that((rows["amanat"]["seats_min"], rows["amanat"]["seats_max"]) == (12, 29), "bounds", rows["amanat"])
    check.that(rows["independent"]["seats_max"] == 17, "persons without a list may win them", rows)
    why = " ".join(run(dauys, "why", "elections/kz-maslikhat-astana-2023", "body/amanat/seats").stdout.split())
    check.that("12 to 29 seats" in why and "Neither votes nor an announcement" in why, "why they are open", why)
    check.that(house["seats_settled"] == 17 and house["status"] == "incomplete", "settled", house["seats_settled"])


def gaps(dauys, check, root):
    """The law is silent, or a number is: said in words, with the readings that there are."""
    units = "unit,level,parent,voters\nr,region,,\nc,constituency,r,\ns,station,c,1000\n"

    def count(act, tier, names, protocol, *more):
        choices = ", ".join(f"{{id: {name}, title: {{en: {name}}}}}" for name in names)
        seats = "seats: 1\n" if "maslikhat" in act else ""
        election = (f"election: made-up\ntitle: {{en: x}}\ndate: 2023-03-19\nact: {act}\nsynthetic: true\nunits: units.csv\n{seats}"
                    f"contests: [{{tier: {tier}, choices: [{choices}]}}]\nprotocols: [{{tier: {tier}, source: official, file: p.csv}}]\n")
        with Folder(dauys, **{"election.yaml": election, "units.csv": units, "p.csv": protocol}) as folder:
            return run(dauys, "count", folder.path, "--law-dir", f"{root}/law", *more).stdout
    recall = count("kz/recall", "recall", "yn", "unit,y,n\ns,100,90\n")
    check.that("% of all 190 votes" in recall and "not published" in recall, "no base, no number that is needed", recall)
    equal = "unit,a,b,c,against_all\ns,9,9,9,0\n"
    three = count("kz/maslikhat-district", "district", "abc", equal)
    check.that("  --reading R6=repeat-vote: all" in three and "art. 109-1" in three, "three who are equal", three)
    chosen = count("kz/maslikhat-district", "district", "abc", equal, "--reading", "R6=repeat-election")
    check.that("a repeat election is needed: a, b, c" in chosen, "a reading of three", chosen)
    two = count("kz/maslikhat-district", "district", "abc", equal.replace(",9,0", ",8,0"))
    check.that("a repeat vote is needed: a, b" in two and "R6" not in two, "two who are equal", two)


def formats(dauys, check, root):
    schema_checked = False
    for election in ("kz-mazhilis-2023", "kz-president-2022", "kz-referendum-2026", "ge-parliament-2016"):
        path = f"elections/{election}"
        outcome = json.loads(run(dauys, "count", path, "--json").stdout)
        try:
            import jsonschema
            with open(f"{root}/doc/spec/outcome.schema.json", encoding="utf-8") as file:
                jsonschema.validate(outcome, json.load(file))
            schema_checked = True
        except ImportError:
            pass
        rows = run(dauys, "count", path, "--csv").stdout.strip().split("\n")
        check.that(rows[0] == "election,area,office,round,party,candidate,winner,votes,seats" and len(rows) > 2, election, rows[0])
        table = run(dauys, "count", path).stdout
        check.that(max(map(len, table.split("\n"))) <= 80, f"{election}: wider than 80 columns", [x for x in table.split("\n") if len(x) > 80][:2])
        check.that("\033" not in table, election, "colour without a terminal")
    return schema_checked


def languages(dauys, check):
    for lang, word in (("en", "Seats of"), ("ru", "Мандаты"), ("kk", "мандаттары")):
        done = run(dauys, "why", "elections/kz-mazhilis-2023", "list/amanat/seats", "--lang", lang)
        check.that(word in done.stdout and "97-1" in done.stdout and "40" in done.stdout, f"why in {lang}", done.stdout[:80])


def why_all(dauys, check):
    for path in ("list/amanat/seats", "list/amanat/votes", "list/amanat/share", "list/amanat/admitted", "list/baytaq/admitted",
                 "list/against_all/votes", "list/base", "list/needed", "list/issued", "list/status", "body/amanat/seats", "status"):
        done = run(dauys, "why", "elections/kz-mazhilis-2023", path)
        check.that(done.returncode == 0 and len(done.stdout) > 20, f"why {path}", done.stderr)
    done = run(dauys, "why", "elections/kz-mazhilis-2023", "list/nobody/seats")
    check.that(done.returncode == 3 and "nobody" in done.stderr, "why a list that there is not", done.stderr)
    tree = json.loads(run(dauys, "why", "elections/ge-parliament-2016", "list/p8/votes/37", "--json").stdout)
    check.that(sum(int(leaf["value"]) for leaf in tree["because"] if leaf["value"].isdigit()) == int(tree["value"]), "leaves add up", tree["value"])


def usage(dauys, check):
    for arguments, status, sentence in [
        ((), 2, ""), (("conut",), 2, 'did you mean "count"'), (("count",), 2, "usage"), (("count", "a", "b"), 2, "usage"),
        (("count", "elections/kz-mazhilis-2023", "--jsn"), 2, 'did you mean "--json"'),
        (("count", "elections/kz-mazhilis-2023", "--json", "--csv"), 2, "exclude"),
        (("count", "elections/kz-mazhilis-2023", "--law", "x"), 2, "ACT@DATE"),
        (("count", "elections/kz-mazhilis-2023", "--law", "kz/mazhilis@1990-01-01"), 3, "no version in force"),
        (("count", "elections/kz-mazhilis-2023", "--reading", "R5"), 2, "R5=down"),
        (("count", "elections/kz-mazhilis-2023", "--reading", "R9=x"), 3, "no reading"),
        (("check", "elections/kz-mazhilis-2023", "--source", "copi"), 3, "neither protocols"),
        (("count", "elections/nowhere"), 3, "no election folder"),
        (("count", "elections/kz-mazhilis-2023", "--certificate", "/nowhere/c.json"), 4, "cannot be written"),
        (("count", "elections/kz-mazhilis-2023", "--lang", "tlh"), 2, "en, kk or ru"),
        (("law", "burn"), 2, "list, show, check and diff"),
    ]:
        done = run(dauys, *arguments)
        check.that(done.returncode == status and sentence in done.stderr, arguments, done.returncode, done.stderr)
    for arguments in (("--version",), ("help",), ("help", "count"), ("count", "--help"), ("law", "list"), ("law", "show", "kz/mazhilis", "--on", "2023-03-19"),
                      ("law", "check", "law/kz/mazhilis.yaml"), ("law", "diff", "kz/mazhilis", "--between", "2022-12-31", "2023-03-19"),
                      ("seats", "--method", "list")):
        done = run(dauys, *arguments)
        check.that(done.returncode == 0 and done.stdout, arguments, done.stderr)
    full = run("sh", "-c", f"{dauys} count elections/kz-mazhilis-2023 > /dev/full")
    check.that(full.returncode == 4 and "cannot write" in full.stderr, "a full disk", full.returncode, full.stderr)


def seats(dauys, check):
    with Folder(dauys, **{"v.csv": "list,votes\na,100\nb,80\nc,30\nd,4\n", "t.csv": "list,votes\na,10\nb,10\n"}) as folder:
        def award(*more):
            return json.loads(run(dauys, "seats", "--json", "--seats", "8", *more).stdout)
        votes = folder.path / "v.csv"
        check.that([x["seats"] for x in award("--method", "dhondt", votes)["lists"]] == [4, 3, 1, 0], "dhondt")
        check.that([x["seats"] for x in award("--method", "sainte-lague", "--bar", "5%", votes)["lists"]] == [4, 3, 1, 0], "bar")
        tied = json.loads(run(dauys, "seats", "--json", "--method", "dhondt", "--seats", "3", folder.path / "t.csv").stdout)
        check.that(tied["at_stake"] == 1 and all(x["claims"] for x in tied["lists"]), "a tie", tied)
        given = json.loads(run(dauys, "seats", "--json", "--method", "dhondt", "--seats", "3", "--order", "given", folder.path / "t.csv").stdout)
        check.that([x["seats"] for x in given["lists"]] == [2, 1], "a tie with an order", given)

        def table(*more):
            return run(dauys, "seats", "--method", "dhondt", *more).stdout.strip().split("\n")
        check.that(not table("--seats", "3", votes)[-1].endswith("in"), "who has no seat is not in", table("--seats", "3", votes))
        check.that(table("--seats", "3", "--bar", "60%", votes)[-1] == "no list reaches the bar", "nobody above the bar")
        check.that("seats 1, lists with equal claims 2" in table("--seats", "3", folder.path / "t.csv")[-1], "how many draw for what")


def main():
    dauys, root = sys.argv[1:3]
    check = Check()
    results(dauys, check)
    unknown_tier(dauys, check)
    gaps(dauys, check, root)
    schema_checked = formats(dauys, check, root)
    languages(dauys, check)
    why_all(dauys, check)
    usage(dauys, check)
    seats(dauys, check)
    print(f"{check.bad} wrong; JSON Schema {'checked' if schema_checked else 'not checked: no python3-jsonschema here'}")
    return check.bad > 0


sys.exit(main())
