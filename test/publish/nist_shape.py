"""The shape of NIST SP 1500-100 revision 2 in JSON, as far as a report of votes by contest needs it.

Written from the published specification and schema (version 2, draft-04) in a form of its own: for every class the attributes it must and may
have, each with what it holds. Nothing else is allowed in an object, as in the schema. Beyond the schema, references must be to something
that is there and of the right class, and no identifier stands twice.
"""
import re

UNIT, PARTY = ("ReportingUnit", "ReportingDevice"), ("Party", "Coalition")
CONTESTS = ("CandidateContest", "PartyContest", "BallotMeasureContest", "RetentionContest")
SELECTIONS = ("CandidateSelection", "PartySelection", "BallotMeasureSelection")


class Ref(tuple):
    """An identifier of an object of one of these classes."""


class List(tuple):
    """An array: of what, and at least how many."""


DATE, TIME = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|[+-]\d\d:\d\d)"
COUNT_TYPE = set("absentee absentee-fwab absentee-in-person absentee-mail early election-day other provisional seats total uocava write-in".split())
COUNT_STATUS = {"completed", "in-process", "not-processed", "unknown"}
UNIT_TYPE = set("""ballot-batch ballot-style-area borough city city-council combined-precinct congressional country county county-council drop-box
    judicial municipality other polling-place precinct school special split-precinct state state-house state-senate town township utility village
    vote-center ward water""".split())
VARIATION = set("approval borda cumulative majority n-of-m other plurality proportional range rcv super-majority".split())
TEXT = ("InternationalizedText",)

CONTEST = {
    "Abbreviation": str, "BallotTitle": TEXT, "BallotSubTitle": TEXT, "ContestSelection": List((SELECTIONS, 0)), "CountStatus": List((("CountStatus",), 0)),
    "ExternalIdentifier": List((("ExternalIdentifier",), 0)), "HasRotation": bool, "OtherCounts": List((("OtherCounts",), 0)),
    "OtherVoteVariation": str, "SequenceOrder": int, "SubUnitsReported": int, "TotalSubUnits": int, "VoteVariation": VARIATION,
}
COUNTED = {"SequenceOrder": int, "VoteCounts": List((("VoteCounts",), 0))}

# class: (what it must have, what it may have)
CLASSES = {
    "ElectionReport": (
        {"Format": {"precinct-level", "summary-contest"}, "GeneratedDate": TIME, "Issuer": str, "IssuerAbbreviation": str, "SequenceEnd": int,
         "SequenceStart": int, "VendorApplicationId": str,
         "Status": {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"}},
        {"Election": List((("Election",), 0)), "GpUnit": List((UNIT, 0)), "Party": List((PARTY, 0)), "Header": List((("Header",), 0)), "IsTest": bool, "TestType": str, "Notes": str}),
    "Election": (
        {"ElectionScopeId": Ref(UNIT[:1]), "StartDate": DATE, "EndDate": DATE, "Name": TEXT,
         "Type": {"general", "other", "partisan-primary-closed", "partisan-primary-open", "primary", "runoff", "special"}},
        {"BallotCounts": List((("BallotCounts",), 0)), "BallotStyle": List((("BallotStyle",), 0)), "Candidate": List((("Candidate",), 0)),
         "Contest": List((CONTESTS, 0)), "CountStatus": List((("CountStatus",), 0)), "OtherType": str}),
    "BallotStyle": (
        {"GpUnitIds": List((Ref(UNIT), 1))},
        {"ExternalIdentifier": List((("ExternalIdentifier",), 0)), "OrderedContent": List((("OrderedContest", "OrderedHeader"), 0)), "PartyIds": List((Ref(PARTY), 0))}),
    "OrderedContest": ({"ContestId": Ref(CONTESTS)}, {"OrderedContestSelectionIds": List((Ref(SELECTIONS), 0))}),
    "OrderedHeader": ({"HeaderId": Ref(("Header",))}, {"OrderedContent": List((("OrderedContest", "OrderedHeader"), 0))}),
    "Header": ({"@id": str, "Name": TEXT}, {}),
    "ExternalIdentifier": ({"Type": {"fips", "local-level", "national-level", "ocd-id", "other", "state-level"}, "Value": str}, {"Label": str, "OtherType": str}),
    "Candidate": (
        {"@id": str, "BallotName": TEXT},
        {"PartyId": Ref(PARTY), "IsIncumbent": bool, "PostElectionStatus": {"advanced-to-runoff", "defeated", "projected-winner", "winner", "withdrawn"}}),
    "CandidateContest": ({"@id": str, "ElectionDistrictId": Ref(UNIT[:1]), "Name": str, "VotesAllowed": int}, {**CONTEST, "NumberElected": int, "NumberRunoff": int}),
    "PartyContest": ({"@id": str, "ElectionDistrictId": Ref(UNIT[:1]), "Name": str}, CONTEST),
    "BallotMeasureContest": ({"@id": str, "ElectionDistrictId": Ref(UNIT[:1]), "Name": str}, {**CONTEST, "SummaryText": TEXT, "FullText": TEXT}),
    "CandidateSelection": ({"@id": str}, {**COUNTED, "CandidateIds": List((Ref(("Candidate",)), 0)), "IsWriteIn": bool}),
    "PartySelection": ({"@id": str, "PartyIds": List((Ref(PARTY), 1))}, COUNTED),
    "BallotMeasureSelection": ({"@id": str, "Selection": TEXT}, COUNTED),
    "VoteCounts": ({"Count": (int, float), "GpUnitId": Ref(UNIT), "Type": COUNT_TYPE}, {"OtherType": str, "Round": int}),
    "OtherCounts": ({"GpUnitId": Ref(UNIT)}, {"Overvotes": (int, float), "Undervotes": (int, float), "WriteIns": int}),
    "BallotCounts": ({"GpUnitId": Ref(UNIT), "Type": COUNT_TYPE}, {"BallotsCast": int, "BallotsOutstanding": int, "BallotsRejected": int, "Round": int}),
    "CountStatus": ({"Status": COUNT_STATUS, "Type": COUNT_TYPE}, {"OtherType": str}),
    "ReportingUnit": (
        {"@id": str, "Type": UNIT_TYPE},
        {"ComposingGpUnitIds": List((Ref(UNIT), 0)), "IsDistricted": bool, "IsMailOnly": bool, "Name": TEXT, "Number": str, "OtherType": str,
         "SubUnitsReported": int, "TotalSubUnits": int, "VotersParticipated": int, "VotersRegistered": int}),
    "Party": ({"@id": str, "Name": TEXT}, {"Abbreviation": TEXT, "Color": r"[0-9a-f]{6}"}),
    "InternationalizedText": ({"Text": List((("LanguageString",), 1))}, {"Label": str}),
    "LanguageString": ({"Content": str, "Language": str}, {}),
}


def class_of(node):
    kind = node.get("@type") if isinstance(node, dict) else None
    prefix, _, name = kind.partition(".") if isinstance(kind, str) else ("", "", "")
    return name if prefix == "ElectionResults" else None


def scalar_fault(value, want):
    if isinstance(want, str):
        return None if isinstance(value, str) and re.fullmatch(want, value) else f"{value!r} is not {want}"
    if isinstance(want, set):
        return None if isinstance(value, str) and value in want else f"{value!r} is not in the enumeration"
    kinds = want if isinstance(want, tuple) else (want,)
    good = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
    return None if good else f"{value!r} is no {kinds}"


def value_faults(value, want, where, refs):
    if isinstance(want, List):
        of, least = want
        if not isinstance(value, list) or len(value) < least:
            yield f"{where}: not a list of at least {least}"
            return
        for i, item in enumerate(value):
            yield from value_faults(item, of, f"{where}/{i}", refs)
    elif isinstance(want, Ref):
        if isinstance(value, str):
            refs.append((where, value, want))
        else:
            yield f"{where}: no reference"
    elif isinstance(want, tuple) and isinstance(want[0], str):
        yield from object_faults(value, want, where, refs)
    else:
        fault = scalar_fault(value, want)
        if fault:
            yield f"{where}: {fault}"


def object_faults(node, classes, where, refs):
    kind = class_of(node)
    if kind not in classes or kind not in CLASSES:
        yield f"{where}: {kind} where one of {classes} is right"
        return
    must, may = CLASSES[kind]
    for key in must.keys() - node.keys():
        yield f"{where}: lacks {key}"
    for key, value in node.items():
        want = must.get(key, may.get(key))
        if key == "@type":
            continue
        if want is None:
            yield f"{where}: {kind} has no {key}"
        else:
            yield from value_faults(value, want, f"{where}/{key}", refs)


def identified(node):
    if isinstance(node, dict):
        if "@id" in node:
            yield node["@id"], class_of(node)
        for value in node.values():
            yield from identified(value)
    elif isinstance(node, list):
        for value in node:
            yield from identified(value)


def faults(report):
    """Everything that is wrong with a report; nothing when it has the published shape."""
    refs, ids = [], {}
    yield from object_faults(report, ("ElectionReport",), "", refs)
    for name, kind in identified(report):
        if name in ids:
            yield f"{name}: an identifier that stands twice"
        ids[name] = kind
    for where, name, classes in refs:
        if ids.get(name) not in classes:
            yield f"{where}: {name} is {ids.get(name)}, one of {tuple(classes)} is right"
